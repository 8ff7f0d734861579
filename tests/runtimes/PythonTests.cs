using VaeOnnx.Export;
using VaeOnnx.Export.Verification;
using VaeOnnx.Tests.Parity;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>Another program accepts the files: Python's onnx.checker with full shape inference, and onnx.reference.</summary>
public sealed class PythonTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vaeonnx-runtimes-").FullName;

    public static TheoryData<string, string> Cases
    {
        get
        {
            // One checkpoint a case: tests/parity shows that the others give the same graphs.
            var first = new TheoryData<string, string>();
            foreach (var group in ReferenceCase.All.GroupBy(item => (string)item[0])) first.Add(group.Key, (string)group.First()[1]);
            return first;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Python_accepts_the_graphs_and_computes_the_same(string name, string checkpoint)
    {
        var reference = ReferenceCase.Open(name);
        var onnx = Path.Combine(folder, "onnx");
        VaeExporter.Export(Path.Combine(reference.Folder, checkpoint), onnx, new() { Architecture = reference.Architecture, Verification = VerificationLevel.None });

        Python.Check(Path.Combine(onnx, "encoder.onnx"), reference.Folder);
        Python.Check(Path.Combine(onnx, "decoder.onnx"), reference.Folder);
    }

    [SkippableTheory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    public void Python_accepts_every_operator_at_every_opset(int opset)
    {
        var onnx = Path.Combine(folder, "onnx");
        var checkpoint = EveryOperator.Write(folder);
        VaeExporter.Export(checkpoint, onnx, new() { Opset = opset });

        Python.Check(Path.Combine(onnx, "encoder.onnx"));
        Python.Check(Path.Combine(onnx, "decoder.onnx"));
    }
}
