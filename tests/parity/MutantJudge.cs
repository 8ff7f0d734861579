using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Tests.Parity;

/// <summary>Judges wrong pairs by the float64 arrays of a case, and by the fixed tolerances of other tools.</summary>
internal sealed class MutantJudge
{
    /// <summary>What other tools let pass, |actual − expected| ≤ Absolute + Relative · |expected|, by their own defaults.</summary>
    public static readonly IReadOnlyList<(string Tool, double Absolute, double Relative)> Others =
    [
        ("optimum-onnx (VAE)", 3e-4, 1e-5),
        ("torch.onnx verify", 5e-3, 1e-1),
        ("jax2onnx", 1e-5, 1e-3),
        ("Polygraphy", 1e-5, 1e-5),
        ("onnx backend tests", 1e-7, 1e-3),
    ];

    private readonly ReferenceCase reference;
    private readonly ModelProto encoder;
    private readonly ModelProto decoder;
    private readonly Dictionary<string, double[]> exact;

    public MutantJudge(ReferenceCase reference, ModelProto encoder, ModelProto decoder)
    {
        this.reference = reference;
        this.encoder = encoder;
        this.decoder = decoder;
        exact = EvaluateEncoder(encoder).Concat(EvaluateDecoder(decoder)).ToDictionary();
    }

    /// <summary>What became of a mutant.</summary>
    /// <param name="Change">The greatest change of a float64 output, relative to what it was: 0 where no output is another number.</param>
    /// <param name="Caught">The float64 arrays tell.</param>
    public sealed record Verdict(double Change, bool Caught);

    public Verdict Judge(Mutant mutant)
    {
        // The two graphs are judged from reference inputs of their own: what has not changed gives what it gave.
        var mutated = new Dictionary<string, double[]>();
        if (!ReferenceEquals(mutant.Encoder, encoder)) mutated = EvaluateEncoder(mutant.Encoder);
        if (!ReferenceEquals(mutant.Decoder, decoder)) mutated = mutated.Concat(EvaluateDecoder(mutant.Decoder)).ToDictionary();
        double change = mutated.Select(output => output.Value.Zip(exact[output.Key], Change).Max()).DefaultIfEmpty().Max();
        return new(change, exact.Any(output => Differs(output.Key, mutated.GetValueOrDefault(output.Key, output.Value))));
    }

    /// <summary>The tools whose tolerance does not tell a mutant, in ONNX Runtime.</summary>
    public IReadOnlyList<string> LetThrough(Mutant mutant)
    {
        var results = Run(mutant.Encoder, "x").Concat(Run(mutant.Decoder, "z")).ToList();
        return [.. Others
            .Where(tool => results.TrueForAll(output => IsClose(output.Values, reference.Singles(output.Name), tool.Absolute, tool.Relative)))
            .Select(tool => tool.Tool)];
    }

    private static double Change(double mutated, double original) =>
        mutated == original ? 0 : double.IsFinite(mutated) ? Math.Abs(mutated - original) / Math.Abs(original) : double.PositiveInfinity;

    /// <summary>The rule of vae-parity: a relative 1e-10, and what float64 may lose.</summary>
    private bool Differs(string output, double[] actual)
    {
        var expected = reference.Doubles(reference.Has($"{output}_from_z_f64") ? $"{output}_from_z_f64" : $"{output}_f64");
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < actual.Length; i++)
        {
            if (!(Math.Abs(actual[i] - expected[i]) <= (1e-10 * Math.Abs(expected[i])) + (1e-14 * scale))) return true;
        }

        return false;
    }

    private Dictionary<string, double[]> EvaluateEncoder(ModelProto model) =>
        Evaluate(model, "x", BoundedTensor.Exact(reference.Shape("x"), reference.Singles("x")));

    private Dictionary<string, double[]> EvaluateDecoder(ModelProto model)
    {
        bool fromSingle = reference.Has("recon_from_z_f64");
        double[] z = fromSingle ? [.. reference.Singles("z").Select(value => (double)value)] : reference.Doubles("z_f64");
        return Evaluate(model, "z", new(reference.Shape("z"), z, new double[z.Length]));
    }

    private Dictionary<string, double[]> Evaluate(ModelProto model, string name, BoundedTensor input)
    {
        var inputs = new Dictionary<string, BoundedTensor> { [name] = input };
        if (reference.Labels is { } labels) inputs["y"] = BoundedTensor.Exact([labels.Length], Array.ConvertAll(labels, label => (float)label));
        return new GraphEvaluator(model).Evaluate(inputs).ToDictionary(output => output.Key, output => output.Value.Values);
    }

    private IEnumerable<(string Name, float[] Values)> Run(ModelProto model, string input)
    {
        using var session = new InferenceSession(model.ToByteArray());
        using var value = OrtValue.CreateTensorValueFromMemory(reference.Singles(input), [.. reference.Shape(input).Select(size => (long)size)]);
        using var label = reference.Labels is { } labels ? OrtValue.CreateTensorValueFromMemory(labels, [labels.Length]) : null;
        using var options = new RunOptions();
        using var outputs = label is null
            ? session.Run(options, [input], [value], session.OutputNames)
            : session.Run(options, [input, "y"], [value, label], session.OutputNames);
        return [.. session.OutputNames.Zip(outputs, (name, output) => (name, output.GetTensorDataAsSpan<float>().ToArray()))];
    }

    private static bool IsClose(float[] actual, float[] expected, double absolute, double relative)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            if (!(Math.Abs((double)actual[i] - expected[i]) <= absolute + (relative * Math.Abs(expected[i])))) return false;
        }

        return true;
    }
}
