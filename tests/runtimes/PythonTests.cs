using VaeOnnx.Export;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>Another program accepts the files: Python's onnx.checker with full shape inference, and onnx.reference.</summary>
[Collection(nameof(ExportedCases))]
public sealed class PythonTests(ExportedCases cases) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vaeonnx-runtimes-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableTheory]
    [MemberData(nameof(ExportedCases.Names), MemberType = typeof(ExportedCases))]
    public void Python_computes_the_same(string name) => RuntimeAssert.Agrees(cases.In(Runtime.Python), name);

    [SkippableFact]
    public void A_wrong_bias_is_caught() => RuntimeAssert.CatchesTheWrongGraph(cases.In(Runtime.Python));

    [SkippableTheory]
    [MemberData(nameof(ExportedCases.Names), MemberType = typeof(ExportedCases))]
    public void Python_accepts_the_graphs(string name)
    {
        var (encoder, decoder) = cases.Graphs(name);

        Python.Check(encoder);
        Python.Check(decoder);
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
