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

    private GraphRun(string name, string file, ModelProto model, Func<GraphInput, float[]> numbers, ReferenceCase? arrays)
    {
        (Case, File, Arrays) = (name, file, arrays);
        var inputs = GraphInput.Of(model).Select(input => (Input: input, Numbers: numbers(input))).ToList();
        var shapes = inputs.Select(each => each.Input.Shape(each.Numbers.Length / each.Input.RowElements)).ToList();
        Inputs = [.. inputs.Zip(shapes, (each, shape) => Array(each.Input, each.Numbers, shape))];
        expected = new(() => new GraphEvaluator(model).Evaluate(
            inputs.Zip(shapes).ToDictionary(each => each.First.Input.Name, each => BoundedTensor.Exact(each.Second, each.First.Numbers))));
    }

    /// <summary>The case that the graph comes from.</summary>
    public string Case { get; }

    public string File { get; }

    /// <summary>What the graph is fed with: the numbers, and the labels of a conditional case.</summary>
    public IReadOnlyList<RunArray> Inputs { get; }

    /// <summary>The Python program's arrays, where the rows are its own; null for noise.</summary>
    public ReferenceCase? Arrays { get; }

    public string Rows => Arrays is null ? "noise" : string.Join(" and ", Inputs.Select(input => $"{input.Name}.npy"));

    /// <summary>Every output in float64, with its rounding bound.</summary>
    public IReadOnlyDictionary<string, BoundedTensor> Expected => expected.Value;

    public static GraphRun OnNoise(string name, string file, ModelProto model, int rows) =>
        new(name, file, model, input => VerificationInputs.Rows(InputKind.Uniform, rows, input), arrays: null);

    public static GraphRun OnNumbers(string name, string file, ModelProto model, float[] numbers) => new(name, file, model, _ => numbers, arrays: null);

    public static GraphRun OnArrays(string name, string file, ModelProto model, ReferenceCase arrays) => new(
        name, file, model, input => input.Classes > 0 ? System.Array.ConvertAll(arrays.Labels!, label => (float)label) : arrays.Singles(input.Name), arrays);

    private static RunArray Array(GraphInput input, float[] numbers, int[] shape) => input.Classes > 0
        ? new(input.Name, "int64", shape, MemoryMarshal.AsBytes<long>(System.Array.ConvertAll(numbers, number => (long)number)).ToArray())
        : new(input.Name, "float32", shape, MemoryMarshal.AsBytes<float>(numbers).ToArray());
}
