using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace VaeOnnx.Export.Output;

/// <summary>Two folders change their names in one system call: at every moment there is one of each name.</summary>
[SupportedOSPlatform("linux")]
internal static partial class FolderExchange
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint Exchange = 2; // RENAME_EXCHANGE

    /// <summary>False where the file system or the C library cannot, or the kernel refuses (mount points, permissions).</summary>
    public static bool TryExchange(string one, string other)
    {
        try
        {
            return Rename(CurrentDirectory, one, CurrentDirectory, other, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int oneFolder, string one, int otherFolder, string other, uint flags);
}
