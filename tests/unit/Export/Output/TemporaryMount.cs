using System.Diagnostics;

namespace VaeOnnx.Tests.Unit.Export.Output;

/// <summary>A small file system in memory, mounted on a folder: a full disk or a read-only one, for real. Skips without the right to mount.</summary>
internal sealed class TemporaryMount : IDisposable
{
    private readonly string path;

    public TemporaryMount(string path, string options)
    {
        this.path = path;
        Skip.IfNot(OperatingSystem.IsLinux(), "Mounts a tmpfs, which is of Linux.");
        Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", options, "vae-test", path), "Mounting a tmpfs needs root.");
    }

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", path));

    public void Dispose() => Run("umount", "--lazy", path);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
