using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Verification;

namespace VaeOnnx.Tests.Parity;

/// <summary>
/// What an architecture file says is what the graphs compute, also where no trained model of fixtures/ says it. The matrices
/// are so small that the right numbers can be read off.
/// </summary>
public sealed class ArchitectureTests : IDisposable
{
    private const string Plain = """{ "weight": "identity", "bias": false }""";

    private static readonly float[] Identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    private static readonly float[] Minus = [.. Identity.Select(value => -value)];

    /// <summary>Row 0 has a 1 in column 1, and so on: as [out, in] it gives the next element, as [in, out] the one before.</summary>
    private static readonly float[] Next = [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0];

    private readonly string folder = Directory.CreateTempSubdirectory("vaeonnx-parity-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>At -3, -0.5, 0.25 and 2, as PyTorch 2.13 computes it in float64.</summary>
    public static TheoryData<string, double[]> Activations => new()
    {
        { "\"relu\"", [0, 0, 0.25, 2] },
        { "\"leaky_relu\", \"slope\": 0.2", [-0.6, -0.1, 0.25, 2] },
        { "\"leaky_relu\", \"slope\": 0.3333333333333333", [-1, -0.16666666666666666, 0.25, 2] },
        { "\"elu\"", [-0.950212931632136, -0.3934693402873666, 0.25, 2] },
        { "\"selu\"", [-1.6705687287671118, -0.6917581878028713, 0.2626752468388701, 2.101401974710961] },
        { "\"tanh\"", [-0.9950547536867305, -0.4621171572600098, 0.24491866240370913, 0.9640275800758169] },
        { "\"sigmoid\"", [0.04742587317756678, 0.3775406687981454, 0.5621765008857981, 0.8807970779778823] },
        { "\"softplus\"", [0.04858735157374206, 0.4740769841801067, 0.8259394198788436, 2.1269280110429727] },
        { "\"silu\"", [-0.14227761953270035, -0.1887703343990727, 0.14054412522144952, 1.7615941559557646] },
        { "\"gelu\"", [-0.00404969409489031, -0.15426876936299344, 0.14967658142073093, 1.9544997361036416] },
        { "\"gelu_tanh\"", [-0.0036373920817729943, -0.15428599017485606, 0.149675350701685, 1.954597694087775] },
    };

    [Theory]
    [MemberData(nameof(Activations))]
    public void An_activation_is_PyTorchs_function_of_that_name(string activation, double[] expected)
    {
        var encoder = $$"""{ "layers": [{ "weight": "identity", "bias": false, "activation": {{activation}} }], "mean": {{Plain}}, "logvar": {{Plain}} }""";

        foreach (var opset in new[] { 13, 18, 20 })
        {
            AssertEqual(expected, Encode(encoder, [-3, -0.5f, 0.25f, 2], opset, ("identity", Identity))["mean"]);
        }
    }

    [Theory]
    [InlineData("logvar", 1, false)]
    [InlineData("logstd", 2, false)]
    [InlineData("var", 1, true)]
    [InlineData("std", 2, true)]
    public void A_spread_of_any_kind_leaves_as_a_log_variance(string spread, int factor, bool logarithm)
    {
        float[] x = [0.25f, 0.5f, 2, 3];
        var encoder = $$"""{ "mean": {{Plain}}, "{{spread}}": {{Plain}} }""";

        var outputs = Encode(encoder, x, 18, ("identity", Identity));

        AssertEqual(x.Select(value => (double)value), outputs["mean"]);
        AssertEqual(x.Select(value => factor * (logarithm ? Math.Log(value) : value)), outputs["logvar"]);
    }

    /// <summary>One matrix of 8 rows: the first 4 outputs are x, the other 4 are -x.</summary>
    [Theory]
    [InlineData("", 1, -1)]
    [InlineData(", \"halves\": [\"mean\", \"logvar\"]", 1, -1)]
    [InlineData(", \"halves\": [\"logvar\", \"mean\"]", -1, 1)]
    public void The_halves_of_a_joint_head_are_what_the_file_says(string halves, int mean, int logvar)
    {
        float[] x = [1, 2, 3, 4];
        var encoder = $$"""{ "joint": { "weight": "both", "bias": false{{halves}} } }""";

        var outputs = Encode(encoder, x, 18, ("identity", Identity), ("both", [.. Identity, .. Minus]));

        AssertEqual(x.Select(value => (double)mean * value), outputs["mean"]);
        AssertEqual(x.Select(value => (double)logvar * value), outputs["logvar"]);
    }

    [Theory]
    [InlineData("", new double[] { 2, 3, 4, 1 })]
    [InlineData(", \"layout\": \"out_in\"", new double[] { 2, 3, 4, 1 })]
    [InlineData(", \"layout\": \"in_out\"", new double[] { 4, 1, 2, 3 })]
    public void A_square_matrix_is_read_as_its_layout_says(string layout, double[] expected)
    {
        var encoder = $$"""{ "mean": { "weight": "next", "bias": false{{layout}} }, "logvar": {{Plain}} }""";

        AssertEqual(expected, Encode(encoder, [1, 2, 3, 4], 18, ("identity", Identity), ("next", Next))["mean"]);
    }

    [Fact]
    public void Layers_of_one_size_follow_each_other_as_listed()
    {
        const string Layers = """[{ "weight": "identity", "bias": false, "activation": "relu" }, { "weight": "minus", "bias": false }]""";
        var encoder = $$"""{ "layers": {{Layers}}, "mean": {{Plain}}, "logvar": {{Plain}} }""";
        var decoder = $$"""{ "layers": {{Layers}}, "real": {{Plain}} }""";

        // -relu(x); in the other order it would be relu(-x), and positive.
        AssertEqual([0, 0, -2, -3], Encode(encoder, [-1, 0, 2, 3], 18, ("identity", Identity), ("minus", Minus))["mean"]);
        AssertEqual([0, 0, -2, -3], Decode(decoder, [-1, 0, 2, 3], ("identity", Identity), ("minus", Minus))["recon"]);
    }

    private Dictionary<string, double[]> Encode(string encoder, float[] x, int opset, params (string, float[])[] tensors) =>
        Evaluate("encoder.onnx", "x", x, encoder, $$"""{ "real": {{Plain}} }""", opset, tensors);

    private Dictionary<string, double[]> Decode(string decoder, float[] z, params (string, float[])[] tensors) =>
        Evaluate("decoder.onnx", "z", z, $$"""{ "mean": {{Plain}}, "logvar": {{Plain}} }""", decoder, 18, tensors);

    private Dictionary<string, double[]> Evaluate(
        string graph, string input, float[] values, string encoder, string decoder, int opset, (string Name, float[] Values)[] tensors)
    {
        var checkpoint = Path.Combine(folder, "model.safetensors");
        SafetensorsWriter.Write(
            checkpoint,
            tensors.Select(tensor => (
                tensor.Name,
                ElementType.Float32,
                (IReadOnlyList<long>)[tensor.Values.Length / 4, 4],
                (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes<float>(tensor.Values).ToArray())),
            new Dictionary<string, string> { ["vae.architecture"] = $$"""{ "input_shape": [4], "encoder": {{encoder}}, "decoder": {{decoder}} }""" });

        using var pair = new ExportedPair(checkpoint, new() { Opset = opset, Verification = VerificationLevel.Quick });
        return pair.Evaluate(graph, input, [.. values.Select(value => (double)value)], [1, 4]).ToDictionary(output => output.Key, output => output.Value.Values);
    }

    private static void AssertEqual(IEnumerable<double> expected, double[] actual)
    {
        Assert.Equal(expected.Count(), actual.Length);
        foreach (var (right, found) in expected.Zip(actual))
        {
            Assert.True(Math.Abs(found - right) <= 1e-10 * Math.Abs(right), $"expected {right:G17}, the graph gives {found:G17}");
        }
    }
}
