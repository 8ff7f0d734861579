namespace VaeOnnx.Export.Checkpoints.Bytes;

/// <summary>The files that one checkpoint is made of, open until it is disposed.</summary>
internal sealed class MappedFiles : IDisposable
{
    private readonly List<MappedFile> _files = [];

    public IEnumerable<string> Paths => _files.Select(f => f.Path);

    public MappedFile Open(string path)
    {
        var file = new MappedFile(path);
        _files.Add(file);
        return file;
    }

    public void Dispose() => _files.ForEach(f => f.Dispose());
}
