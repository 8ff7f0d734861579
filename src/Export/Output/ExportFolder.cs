using System.Runtime.Versioning;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Output;

/// <summary>
/// The folder that an export is written to. Files are staged first, and <see cref="Commit"/> moves them into place;
/// disposing without it leaves everything as it was.
/// </summary>
/// <remarks>
/// On Linux an older export is replaced as a whole, by exchanging two folders in one system call. Where that is impossible
/// (other systems, mount points, a parent that cannot be written, the working directory, a folder that holds files of the
/// user's) each file is renamed over its predecessor, so that at worst a pair of two exports is left, which
/// <c>vae.pair</c> exposes and the next export repairs.
/// </remarks>
internal sealed class ExportFolder : IDisposable
{
    private readonly OutputTarget target;
    private readonly bool force;
    private readonly List<string> written = [];
    private IReadOnlyList<string> createdParents = [];
    private string staging = "";

    private ExportFolder(OutputTarget target, bool force)
    {
        this.target = target;
        this.force = force;
    }

    /// <summary>Refuses, before any work is done, what cannot be written to; creates the staging folder.</summary>
    /// <param name="path">The folder, which need not exist; a link to a folder stands for that folder.</param>
    /// <param name="force">Write also into a folder that holds other files. None of them is ever changed.</param>
    /// <exception cref="VaeOnnxException">
    /// <see cref="ErrorKind.Usage"/>: a file, or a folder with files that are not ours.
    /// <see cref="ErrorKind.Output"/>: it cannot be created or written.
    /// </exception>
    public static ExportFolder Open(string path, bool force)
    {
        var folder = new ExportFolder(OutputTarget.Resolve(path), force);
        try
        {
            folder.Stage();
            return folder;
        }
        catch (Exception error)
        {
            folder.Dispose();
            if (OutputError.IsOfTheSystem(error))
                throw OutputError.At(path, error);
            throw;
        }
    }

    /// <summary>Writes a file of the export into the staging folder and flushes it to the disk.</summary>
    /// <param name="name">One of <see cref="PairContract.FileNames"/> or <see cref="PairContract.DataFileNames"/>.</param>
    /// <param name="write">Writes the content; a second time for the same file, over its beginning.</param>
    /// <param name="cancel">Looked at before and after.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: it cannot be written, e.g. the disk is full.</exception>
    public void Write(string name, Action<Stream> write, CancellationToken cancel = default)
    {
        if (!PairContract.FileNames.Contains(name) && !PairContract.DataFileNames.Contains(name))
            throw new ArgumentOutOfRangeException(nameof(name), name, "No graph of an export has this name.");

        cancel.ThrowIfCancellationRequested();
        try
        {
            var mode = written.Contains(name) ? FileMode.Open : FileMode.CreateNew;
            using var file = new FileStream(Path.Combine(staging, name), mode, FileAccess.Write, FileShare.None);
            write(file);
            file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (OutputError.IsOfTheSystem(error))
        {
            throw OutputError.At(target.Shown, error);
        }

        if (!written.Contains(name)) written.Add(name);
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>Where the files are before <see cref="Commit"/>.</summary>
    public string Staging => staging;

    /// <summary>Moves the staged files into place, and removes what is left of an older export of ours.</summary>
    /// <param name="cancel">Looked at before the first move, and not after.</param>
    /// <exception cref="VaeOnnxException">As of <see cref="Open"/>: the folder may have changed meanwhile.</exception>
    public void Commit(CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            DirectorySync.Flush(staging);
            if (!TryRename() && !TryExchange())
                MoveFiles();
            createdParents = [];
        }
        catch (Exception error) when (OutputError.IsOfTheSystem(error))
        {
            throw OutputError.At(target.Shown, error);
        }
    }

    /// <summary>Removes the staging folder, and the parent folders that were created for an export that did not come.</summary>
    public void Dispose()
    {
        StagingFolder.Delete(staging);
        foreach (string parent in createdParents.Reverse())
            StagingFolder.DeleteIfEmpty(parent);
        createdParents = [];
    }

    private void Stage()
    {
        FolderContent content = Inspect();
        string name = StagingFolder.NewName(target.Name);
        if (!content.Exists)
        {
            createdParents = target.MissingParents();
            Directory.CreateDirectory(target.Parent);
            StagingFolder.DeleteStale(target.Parent, target.Name);
            staging = Path.Combine(target.Parent, name);
            Directory.CreateDirectory(staging);
            return;
        }

        if (content.HoldsOnlyOurs && CanExchange && FolderExchange.MayWrite(target.Folder) && TryStageBeside(name))
            return;

        // Inside, file by file: this also shows that the target can be written.
        StagingFolder.DeleteStale(target.Folder, target.Name);
        staging = Path.Combine(target.Folder, name);
        Directory.CreateDirectory(staging);
    }

    /// <summary>Beside the target from the start: a folder inside it would go with it when another export exchanges it.</summary>
    private bool TryStageBeside(string name)
    {
        try
        {
            StagingFolder.DeleteStale(target.Parent, target.Name);
            string beside = Path.Combine(target.Parent, name);
            Directory.CreateDirectory(beside);
            staging = beside;
            return true;
        }
        catch (Exception error) when (OutputError.IsOfTheSystem(error))
        {
            // The parent cannot be written.
            return false;
        }
    }

    [SupportedOSPlatformGuard("linux")]
    private bool CanExchange => OperatingSystem.IsLinux() && !target.IsWorkingDirectory;

    private FolderContent Inspect()
    {
        FolderContent content = FolderContent.Of(target.Folder);
        content.EnsureWritable(target.Shown, force);
        return content;
    }

    private bool TryRename()
    {
        if (Inspect().Exists)
            return false;
        try
        {
            Directory.Move(staging, target.Folder);
        }
        catch (IOException) when (Directory.Exists(target.Folder))
        {
            // Another export has just created the folder; it is replaced like any older one.
            return false;
        }

        DirectorySync.Flush(target.Parent);
        return true;
    }

    private bool TryExchange()
    {
        if (!IsBeside || !CanExchange || !Inspect().HoldsOnlyOurs)
            return false;

        // The folder keeps the permissions that the user gave it.
        File.SetUnixFileMode(staging, File.GetUnixFileMode(target.Folder));
        if (!FolderExchange.TryExchange(staging, target.Folder))
            return false;

        if (!FolderContent.Of(staging).HoldsOnlyOurs)
        {
            // Somebody has put a file there in the last instant; it must not go with the older export.
            FolderExchange.TryExchange(staging, target.Folder);
            return false;
        }

        DirectorySync.Flush(target.Parent);
        StagingFolder.Delete(staging);
        return true;
    }

    private bool IsBeside => Path.GetDirectoryName(staging) == target.Parent;

    private void MoveFiles()
    {
        if (IsBeside)
            MoveStagingInside();
        FolderContent older = Inspect();
        // Data before the graph that needs them; of stale files, the graph before its data.
        foreach (string name in written.OrderBy(PairContract.FileNames.Contains))
            File.Move(Path.Combine(staging, name), Path.Combine(target.Folder, name), overwrite: true);
        foreach (string stale in older.Ours.Except(written).OrderByDescending(PairContract.FileNames.Contains))
            File.Delete(Path.Combine(target.Folder, stale));
        DirectorySync.Flush(target.Folder);
    }

    /// <summary>A target that is a mount point is on another file system: what is copied there has to be whole before it replaces anything.</summary>
    private void MoveStagingInside()
    {
        string beside = staging;
        staging = Path.Combine(target.Folder, Path.GetFileName(beside));
        try
        {
            Directory.CreateDirectory(staging);
            foreach (string name in written)
                File.Move(Path.Combine(beside, name), Path.Combine(staging, name));
        }
        finally
        {
            StagingFolder.Delete(beside);
        }
    }
}
