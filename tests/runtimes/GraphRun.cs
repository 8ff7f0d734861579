using System.Runtime.InteropServices;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Tests.Parity;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>One graph on some rows, and what float64 arithmetic makes of them.</summary>
internal sealed class GraphRun
{
    private readonly Lazy<IReadOnlyDictionary<string, BoundedTensor>> expected;

    private GraphRun(string name, string file, ModelProto model, GraphInput input, float[] numbers, ReferenceCase? arrays)
    {
        (Case, File, Input, Numbers, Arrays) = (name, file, input, numbers, arrays);
        expected = new(() => new GraphEvaluator(model).Evaluate(
            new Dictionary<string, BoundedTensor> { [input.Name] = BoundedTensor.Exact(Shape, numbers) }));
    }

    /// <summary>The case that the graph comes from.</summary>
    public string Case { get; }

    public string File { get; }

    public GraphInput Input { get; }

    public int[] Shape => Input.Shape(Numbers.Length / Input.RowElements);

    public float[] Numbers { get; }

    /// <summary>The Python program's arrays, where the rows are its own; null for noise.</summary>
    public ReferenceCase? Arrays { get; }

    public string Rows => Arrays is null ? "noise" : $"{Input.Name}.npy";

    /// <summary>Every output in float64, with its rounding bound.</summary>
    public IReadOnlyDictionary<string, BoundedTensor> Expected => expected.Value;

    public static GraphRun OnNoise(string name, string file, ModelProto model, int rows)
    {
        var input = GraphInput.Of(model).Single();
        return OnNumbers(name, file, model, VerificationInputs.Rows(InputKind.Uniform, rows, input));
    }

    public static GraphRun OnNumbers(string name, string file, ModelProto model, float[] numbers) =>
        new(name, file, model, GraphInput.Of(model).Single(), numbers, arrays: null);

    public static GraphRun OnArrays(string name, string file, ModelProto model, ReferenceCase arrays)
    {
        var input = GraphInput.Of(model).Single();
        return new(name, file, model, input, arrays.Singles(input.Name), arrays);
    }

    public IReadOnlyList<RunArray> Inputs => [new(Input.Name, "float32", Shape, MemoryMarshal.AsBytes<float>(Numbers).ToArray())];
}
