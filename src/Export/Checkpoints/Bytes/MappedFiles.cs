namespace VaeOnnx.Export.Checkpoints.Bytes;

/// <summary>The files that one checkpoint is made of, open until it is disposed.</summary>
internal sealed class MappedFiles : IDisposable
{
    private readonly List<MappedFile> files = [];

    public IEnumerable<string> Paths => files.Select(f => f.Path);

    public IEnumerable<long> Lengths => files.Select(f => f.Length);

    public MappedFile Open(string path)
    {
        var file = new MappedFile(path);
        files.Add(file);
        return file;
    }

    public void Dispose() => files.ForEach(f => f.Dispose());
}
