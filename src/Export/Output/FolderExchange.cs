using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace VaeOnnx.Export.Output;

/// <summary>Two folders change their names in one system call: at every moment there is one of each name.</summary>
[SupportedOSPlatform("linux")]
internal static partial class FolderExchange
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint Exchange = 2; // RENAME_EXCHANGE
    private const int WriteAndSearch = 3; // W_OK | X_OK

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

    /// <summary>An exchange asks no permission of the folder itself; a user who has made it read-only wants to be asked.</summary>
    [SupportedOSPlatform("linux")]
    public static bool MayWrite(string folder) => Access(folder, WriteAndSearch) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int oneFolder, string one, int otherFolder, string other, uint flags);
}
