using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Output;

/// <summary>
/// Staging folders are called <c>.NAME.vae-export-PID-RANDOM-HOST</c>, so that those which a killed process has left
/// behind can be told from those in use. The host counts, since a process id says nothing about another machine or container.
/// </summary>
internal static class StagingFolder
{
    private const string Mark = ".vae-export-";

    public static string NewName(string target) =>
        $".{target}{Mark}{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}-{Environment.MachineName}";

    public static bool IsOne(string name) => Parse(name) is not null;

    /// <summary>True when the process that made it has ended.</summary>
    public static bool IsStale(string name) => Parse(name) is var (pid, host) && host == Environment.MachineName && !IsRunning(pid);

    /// <summary>Removes what killed processes have left of exports to this target.</summary>
    public static void DeleteStale(string folder, string target)
    {
        foreach (DirectoryInfo candidate in new DirectoryInfo(folder).EnumerateDirectories($".{target}{Mark}*"))
        {
            if (candidate.LinkTarget is null && IsStale(candidate.Name))
                Delete(candidate.FullName);
        }
    }

    /// <summary>
    /// Removes a staging folder: our files by their names, then the folder. Anything else keeps it from being removed.
    /// What cannot be removed now stays for the next export.
    /// </summary>
    public static void Delete(string path)
    {
        if (!Directory.Exists(path))
            return;
        try
        {
            foreach (string name in PairContract.FileNames.Concat(PairContract.DataFileNames))
                File.Delete(Path.Combine(path, name));
            DeleteStale(path, "*");
        }
        catch (Exception error) when (OutputError.IsOfTheSystem(error))
        {
            return;
        }

        DeleteIfEmpty(path);
    }

    public static void DeleteIfEmpty(string path)
    {
        try
        {
            Directory.Delete(path, recursive: false);
        }
        catch (Exception error) when (OutputError.IsOfTheSystem(error))
        {
            // Somebody uses it.
        }
    }

    private static (int Pid, string Host)? Parse(string name)
    {
        int mark = name.LastIndexOf(Mark, StringComparison.Ordinal);
        if (mark < 1 || name[0] != '.')
            return null;
        string[] parts = name[(mark + Mark.Length)..].Split('-', 3);
        return parts.Length == 3 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? (pid, parts[2]) : null;
    }

    private static bool IsRunning(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
