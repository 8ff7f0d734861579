using System.Runtime.InteropServices;

namespace VaeOnnx.Training.Steps;

/// <summary>
/// What a step frees, the next one takes again. glibc gives blocks as large as the tensors of a batch back to the system as soon as they
/// are free, so that every step pays for pages that are cleared anew: 4 % of its processor time for the preset conv-mnist.
/// </summary>
internal static partial class FreedMemory
{
    private const int TrimThreshold = -1, MapThreshold = -3;

    /// <summary>The greatest that glibc takes for blocks that are not mapped by themselves.</summary>
    private const int MostNotMapped = 32 << 20;

    private static readonly Lazy<bool> Kept = new(Set);

    /// <summary>From now on freed blocks stay with the process. Nothing happens where there is no glibc.</summary>
    public static void Keep() => _ = Kept.Value;

    private static bool Set()
    {
        try
        {
            return OperatingSystem.IsLinux() && mallopt(MapThreshold, MostNotMapped) == 1 && mallopt(TrimThreshold, int.MaxValue) == 1;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return false; // musl has no such function.
        }
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
