using VaeOnnx.Inference;

namespace VaeOnnx.Export.Output;

/// <summary>What a folder holds, told apart by whose it is.</summary>
internal sealed class FolderContent
{
    private const int NamedEntries = 3;

    private readonly List<string> ours = [];
    private readonly List<string> foreign = [];
    private bool holdsLiveStaging;

    private FolderContent(bool exists)
    {
        Exists = exists;
    }

    public bool Exists { get; }

    /// <summary>The names of the files of an older export: graphs with our names and our metadata, and data with our mark.</summary>
    public IReadOnlyList<string> Ours => ours;

    /// <summary>True where the folder can be replaced as a whole: it is empty, or holds an older export and no more.</summary>
    public bool HoldsOnlyOurs => foreign.Count == 0 && !holdsLiveStaging;

    public static FolderContent Of(string path)
    {
        try
        {
            var content = new FolderContent(Directory.Exists(path));
            if (content.Exists)
            {
                foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
                    content.Add(entry);
            }

            return content;
        }
        catch (DirectoryNotFoundException)
        {
            return new FolderContent(exists: false);
        }
    }

    /// <summary>Refuses to write where something of the user's would be in the way.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: names the files that are not ours.</exception>
    public void EnsureWritable(string shown, bool force)
    {
        // Without regard to case: some file systems have none.
        string? taken = foreign.Find(name => OurNames.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (taken is not null)
        {
            throw new VaeOnnxException(
                ErrorKind.Usage,
                $"{Path.Combine(shown, taken)}: VaeOnnx did not write this file and does not overwrite it, with --force neither. Move it away, or give another folder.");
        }

        if (foreign.Count > 0 && !force)
        {
            string names = string.Join(", ", foreign.Order(StringComparer.Ordinal).Take(NamedEntries));
            string more = foreign.Count > NamedEntries ? $" and {foreign.Count - NamedEntries} more" : "";
            throw new VaeOnnxException(
                ErrorKind.Usage,
                $"{shown}: this folder holds more than an export: {names}{more}. Give another folder, or --force to put the graphs beside them.");
        }
    }

    private void Add(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo { LinkTarget: null } && StagingFolder.IsOne(entry.Name))
            holdsLiveStaging |= !StagingFolder.IsStale(entry.Name);
        else if (!OurNames.Contains(entry.Name) || entry is not FileInfo { LinkTarget: null } file)
            foreign.Add(entry.Name);
        else
            AddOurName(file);
    }

    private static IEnumerable<string> OurNames => PairContract.FileNames.Concat(PairContract.DataFileNames);

    private void AddOurName(FileInfo file)
    {
        try
        {
            // A pipe or a device has no length, and must not be opened: that can wait for ever.
            bool isOurs = file.Length > 0 && (PairContract.FileNames.Contains(file.Name) ? HasOurMetadata(file) : HasOurMark(file));
            (isOurs ? ours : foreign).Add(file.Name);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another export has replaced the folder since its entries were listed.
        }
    }

    private static bool HasOurMark(FileInfo file) => ExternalDataFile.PairId(file.FullName) is not null;

    private static bool HasOurMetadata(FileInfo file)
    {
        try
        {
            using FileStream stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return OnnxMetadata.Read(stream, file.FullName).ContainsKey(MetadataKeys.Format);
        }
        catch (VaeOnnxException)
        {
            return false;
        }
    }
}
