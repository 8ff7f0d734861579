using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VaeOnnx.Export.Output;

/// <summary>Makes renames in a folder survive a loss of power. On Linux alone: .NET opens no folders, and elsewhere the flags differ.</summary>
internal static partial class DirectorySync
{
    private const int CloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC

    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;

        using var handle = new SafeFileHandle(Open(folder, CloseOnExec), ownsHandle: true);
        if (!handle.IsInvalid)
            RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
