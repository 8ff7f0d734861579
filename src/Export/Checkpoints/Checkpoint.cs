using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Containers;
using VaeOnnx.Export.Checkpoints.Tree;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints;

/// <summary>
/// A checkpoint file: named tensors and what stands beside them. Opening reads only what describes the tensors; no code from
/// the file is ever run, and no size that it claims is trusted.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    // The first whose mark is in the file reads it. TorchSharp files have no mark at all: whatever has one comes before them.
    private static readonly Container[] Containers =
    [
        new(ZipContainers.Matches, (file, _) => ZipContainers.Read(file)),
        new(PyTorchLegacy.Matches, (file, _) => PyTorchLegacy.Read(file)),
        new(SafetensorsFile.Matches, (file, _) => SafetensorsFile.Read(file)),
        new(SafetensorsIndex.Matches, SafetensorsIndex.Read),
        new(FlaxMsgpack.Matches, (file, _) => FlaxMsgpack.Read(file)),
        .. ForeignFiles.Marked,
        new(TorchSharpFile.Matches, (file, _) => TorchSharpFile.Read(file)),
        .. ForeignFiles.Unmarked,
    ];

    private readonly MappedFiles files;

    private Checkpoint(string path, MappedFiles files, Contents contents)
    {
        var (names, notes) = CommonPrefix.Remove([.. contents.Weights.Select(w => w.Name)]);

        this.files = files;
        Files = [.. files.Paths];
        Path = path;
        Container = contents.Container;
        Metadata = contents.Metadata;
        Notes = [.. contents.Notes, .. notes];
        Tensors =
        [
            .. contents.Weights.Zip(names, (w, name) => new CheckpointTensor(path, name, w.Name, w.Tensor)),
            .. contents.Beside.Select(b => new CheckpointTensor(path, b.Name, b.Name, b.Tensor)),
        ];
        CheckNames();
        Limits.EnsureInProportion(Tensors, files.Lengths, path);
    }

    /// <summary>The file that was opened.</summary>
    public string Path { get; }

    /// <summary>What kind of file it is: <c>TorchSharp</c>, <c>PyTorch zip</c>, <c>PyTorch legacy</c>, <c>safetensors</c>, <c>Flax msgpack</c>, <c>npz</c>.</summary>
    public string Container { get; }

    /// <summary>The tensors in the order of the file, without those that belong to an optimizer.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors { get; }

    /// <summary>The <c>__metadata__</c> of safetensors, or the scalars and strings that stand beside the weights (epoch, step, …) as text.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>One line each: what was unwrapped, what was left aside, which prefix was removed.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Every file that was read: the one that was opened, and the shards it refers to.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Opens a checkpoint. Its kind is found by its content, never by its extension.</summary>
    /// <param name="path">The file, or the <c>*.index.json</c> of a sharded safetensors checkpoint.</param>
    /// <exception cref="VaeOnnxException">
    /// <see cref="ErrorKind.Input"/>: the file cannot be read, is broken or hostile. <see cref="ErrorKind.Unsupported"/>: it is
    /// well, but of a kind that is not read.
    /// </exception>
    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw ForeignFolders.Refuse(path);

        var files = new MappedFiles();
        try
        {
            var file = files.Open(path);
            var container = Containers.First(c => c.Matches(file));
            return new Checkpoint(path, files, container.Read(file, files));
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Closes the files: tensors, and memory that <see cref="CheckpointTensor.ReadBytes"/> gave, can no longer be read.</summary>
    public void Dispose() => files.Dispose();

    private void CheckNames()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in Tensors)
        {
            if (!names.Add(tensor.Name))
                throw Refusal.Broken(Path, $"two tensors are called {Refusal.Quoted(tensor.Name)}");
        }
    }
}
