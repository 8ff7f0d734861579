using System.Globalization;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Graphs;

/// <summary>
/// Where the tensors of one graph lie in the file beside it: in the order of the graph, each at the beginning of a page, so
/// that a runtime can map them, after a page that says which export the file is of.
/// </summary>
internal sealed class ExternalLayout(string? file)
{
    private const int Page = ExternalDataFile.HeaderLength;

    // Shape inference looks at small ones, and a page is wasted on each.
    private const int WorthIt = 1024;

    private readonly List<ExternalTensor> tensors = [];
    private long end = Page;

    public IReadOnlyList<ExternalTensor> Tensors => tensors;

    /// <summary>In a graph that is never written, every tensor of the checkpoint stays there.</summary>
    public bool IsWorthIt(Weight weight) => file is null || weight.ByteCount >= WorthIt;

    /// <summary>Gives a tensor its place.</summary>
    public TensorProto Add(string name, Weight weight)
    {
        tensors.Add(new(name, weight, end));
        var initializer = new TensorProto
        {
            Name = name,
            DataType = (int)weight.Type.Onnx(),
            Dims = { weight.Shape },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { Entry("location", file ?? ""), Entry("offset", Number(end)), Entry("length", Number(weight.ByteCount)) },
        };
        end = (end + weight.ByteCount + Page - 1) / Page * Page;
        return initializer;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };
}
