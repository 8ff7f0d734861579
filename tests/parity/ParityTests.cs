using Microsoft.ML.OnnxRuntime;

namespace VaeOnnx.Tests.Parity;

/// <summary>
/// The claim of the project: what leaves the exported graphs is what the Python program computes. Every case in fixtures/
/// is found by itself, with every checkpoint that holds its weights.
/// </summary>
public class ParityTests
{
    public static TheoryData<string, string> Cases => ReferenceCase.All;

    /// <summary>Float32 in ONNX Runtime against float32 in Python: two programs that round differently.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void ONNX_Runtime_gives_what_Python_gave(string name, string checkpoint)
    {
        var reference = ReferenceCase.Open(name);
        using var pair = new ExportedPair(reference, checkpoint);

        foreach (var level in new[] { GraphOptimizationLevel.ORT_DISABLE_ALL, GraphOptimizationLevel.ORT_ENABLE_ALL })
        {
            var posterior = pair.Run("encoder.onnx", level, "x", reference.Singles("x"), reference.Shape("x"), reference.Labels);
            var reconstruction = pair.Run("decoder.onnx", level, "z", reference.Singles("z"), reference.Shape("z"), reference.Labels);

            foreach (var (output, (shape, values)) in posterior.Concat(reconstruction))
            {
                Assert.Equal(reference.Shape(output), shape);
                AssertClose($"{output}, {level}", reference.Singles(output), values);
            }
        }
    }

    /// <summary>Our float64 against Python's float64, on the same weights: a graph with any other arithmetic shows here.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_graphs_are_the_models_of_Python(string name, string checkpoint)
    {
        var reference = ReferenceCase.Open(name);
        using var pair = new ExportedPair(reference, checkpoint);

        var posterior = pair.Evaluate("encoder.onnx", "x", [.. reference.Singles("x").Select(value => (double)value)], reference.Shape("x"), reference.Labels);
        foreach (var (output, result) in posterior) AssertEqual(output, reference.Doubles($"{output}_f64"), result.Values);

        // Where Python's decoder was fed with the float32 z, that is what the graph is fed with, too.
        bool fromSingle = reference.Has("recon_from_z_f64");
        double[] z = fromSingle ? [.. reference.Singles("z").Select(value => (double)value)] : reference.Doubles("z_f64");
        var reconstruction = pair.Evaluate("decoder.onnx", "z", z, reference.Shape("z"), reference.Labels);
        foreach (var (output, result) in reconstruction)
        {
            AssertEqual(output, reference.Doubles(fromSingle ? $"{output}_from_z_f64" : $"{output}_f64"), result.Values);
        }
    }

    /// <summary>torch.testing.assert_close's defaults for float32.</summary>
    private static void AssertClose(string what, float[] expected, float[] actual)
    {
        const double Absolute = 1e-5, Relative = 1.3e-6;
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)actual[i] - expected[i]);
            Assert.True(
                difference <= Absolute + Relative * Math.Abs(expected[i]),
                $"{what}, element {i}: Python gave {expected[i]:G9}, ONNX Runtime {actual[i]:G9}");
        }
    }

    /// <summary>
    /// A relative 1e-10 of the greatest value of the row: the sums behind a value near 0 are as large as those behind its
    /// neighbours, and float64 loses a part of those.
    /// </summary>
    private static void AssertEqual(string what, double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(actual[i] - expected[i]) <= 1e-10 * Math.Abs(expected[i]) + 1e-14 * scale,
                $"{what}, element {i}: Python gave {expected[i]:G17}, the graph gives {actual[i]:G17}");
        }
    }
}
