using VaeOnnx.Inference;

namespace VaeOnnx.Export.Output;

/// <summary>Where an export goes: the path that the user gave, links followed.</summary>
internal sealed class OutputTarget
{
    private OutputTarget(string shown, string folder)
    {
        Shown = shown;
        Folder = folder;
    }

    /// <summary>The path as the user gave it, for messages.</summary>
    public string Shown { get; }

    /// <summary>The folder itself: absolute, without links.</summary>
    public string Folder { get; }

    public string Name => Path.GetFileName(Folder);

    /// <summary>The folder that holds it; the root is its own parent.</summary>
    public string Parent => Path.GetDirectoryName(Folder) ?? Folder;

    /// <summary>True for a folder that this process stands in: exchanged, it would stand in a deleted one.</summary>
    public bool IsWorkingDirectory => Folder == FollowLinks(Environment.CurrentDirectory);

    /// <exception cref="VaeOnnxException">
    /// <see cref="ErrorKind.Usage"/>: empty, a file, or a link to nothing. <see cref="ErrorKind.Output"/>: links in a circle.
    /// </exception>
    public static OutputTarget Resolve(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new VaeOnnxException(ErrorKind.Usage, "The output folder has no name. Give the folder to write to.");

        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string folder;
        try
        {
            folder = FollowLinks(full);
        }
        catch (Exception error) when (OutputError.IsOfTheSystem(error))
        {
            throw OutputError.At(path, error);
        }

        if (File.Exists(folder))
            throw new VaeOnnxException(ErrorKind.Usage, $"{path}: this is a file, and an export is a folder. Give another name.");
        if (new FileInfo(full).LinkTarget is not null && !Directory.Exists(folder))
            throw new VaeOnnxException(ErrorKind.Usage, $"{path}: this is a link to {folder}, which does not exist. Create that folder, or give another one.");
        return new OutputTarget(path, folder);
    }

    /// <summary>The folders above the target that do not exist, from the outermost inwards.</summary>
    public IReadOnlyList<string> MissingParents()
    {
        var missing = new Stack<string>();
        for (string? folder = Parent; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing.Push(folder);
        return [.. missing];
    }

    private static string FollowLinks(string path)
    {
        if (Path.GetDirectoryName(path) is not string parent)
            return path;

        var here = new DirectoryInfo(Path.Combine(FollowLinks(parent), Path.GetFileName(path)));
        return here.LinkTarget is null ? here.FullName : FollowLinks(here.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
    }
}
