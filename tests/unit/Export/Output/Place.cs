using VaeOnnx.Export.Output;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Inference;

namespace VaeOnnx.Tests.Unit.Export.Output;

/// <summary>A temporary folder to export into, and a look at what is there.</summary>
internal sealed class Place : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("vae-output-");

    public string Root => root.FullName;

    /// <summary>The usual target; it does not exist yet.</summary>
    public string Target => Path.Combine(Root, "onnx");

    public void Dispose() => root.Delete(recursive: true);

    /// <summary>A small graph file of an export.</summary>
    public static byte[] Graph(GraphRole role, string pair, int graphBytes = 3) =>
        OnnxBytes.Model((Metadata.Encoder with { Role = role, Pair = pair }).ToEntries(), graphBytes);

    /// <summary>Exports a whole pair, or the roles given.</summary>
    public static void Export(string path, string pair, bool force = false, params GraphRole[] roles)
    {
        using var folder = ExportFolder.Open(path, force);
        foreach (GraphRole role in roles is [] ? [GraphRole.Encoder, GraphRole.Decoder] : roles)
            folder.Write(PairContract.FileName(role), stream => stream.Write(Graph(role, pair)));
        folder.Commit();
    }

    /// <summary>The pair that a file of an export belongs to.</summary>
    public static string PairOf(string path, string name) => OnnxMetadata.Read(Path.Combine(path, name))[MetadataKeys.Pair];

    /// <summary>Asserts that a folder holds one whole export and, beside it, the entries given.</summary>
    public static void AssertHolds(string path, string pair, params string[] others)
    {
        Assert.Equal(others.Append("decoder.onnx").Append("encoder.onnx").Order(StringComparer.Ordinal), Entries(path));
        Assert.Equal(pair, PairOf(path, "encoder.onnx"));
        Assert.Equal(pair, PairOf(path, "decoder.onnx"));
    }

    public static IEnumerable<string> Entries(string path) =>
        Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);
}
