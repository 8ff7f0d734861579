using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>Runs a graph on inputs by name: in float64, or in ONNX Runtime.</summary>
internal delegate IReadOnlyDictionary<string, T> RunGraph<T>(ModelGraph graph, IReadOnlyDictionary<string, T> inputs);

/// <summary>Everything that a pair and its callers compute from the inputs of a reference case, by the names of its arrays.</summary>
internal sealed class CaseOutputs(ExportedGraph encoder, ExportedGraph decoder)
{
    /// <summary>Shape of a datum, without N.</summary>
    public int[] InputShape { get; } = GraphInput.Of(encoder.Model)[0].RowShape;

    /// <summary>Shape of a latent, without N.</summary>
    public int[] LatentShape { get; } = GraphInput.Of(decoder.Model)[0].RowShape;

    /// <summary>The labels that both graphs take; nothing for a pair without.</summary>
    public GraphInput? Labels { get; } = GraphInput.Of(encoder.Model).FirstOrDefault(input => input.Classes > 0);

    private int[] OutputShape => [.. decoder.Metadata.OutputShape.Select(size => checked((int)size))];

    /// <summary>What follows from the data (and labels): mean, logvar, logstd, std, kld, and with eps z.</summary>
    public Dictionary<string, T> OfData<T>(T? x, T? y, T? eps, RunGraph<T> run)
        where T : class
    {
        var results = new Dictionary<string, T>(StringComparer.Ordinal);
        if (x is null) return results;

        Add(results, run(ModelGraph.Of(encoder), WithLabels(PairContract.Data, x, y)));
        Add(results, run(CaseGraphs.Posterior(LatentShape), Take(results, PairContract.Mean, PairContract.LogVar)));
        if (eps is null) return results;

        var inputs = Take(results, PairContract.Mean, CaseGraphs.Std);
        inputs[CaseGraphs.Eps] = eps;
        Add(results, run(CaseGraphs.Sampling(LatentShape), inputs));
        return results;
    }

    /// <summary>What follows from the latent: logits, recon, recon_logvar as the decoder has them, and with the data bce and elbo.</summary>
    public Dictionary<string, T> OfLatent<T>(T? z, T? x, T? y, Dictionary<string, T> ofData, RunGraph<T> run)
        where T : class
    {
        var results = new Dictionary<string, T>(StringComparer.Ordinal);
        if (z is null) return results;

        Add(results, run(ModelGraph.Of(decoder), WithLabels(PairContract.Latent, z, y)));
        if (x is null || !results.TryGetValue(PairContract.Logits, out var logits)) return results;

        var inputs = Take(ofData, CaseGraphs.Divergence);
        inputs[PairContract.Data] = x;
        inputs[PairContract.Logits] = logits;
        Add(results, run(CaseGraphs.Loss(InputShape, OutputShape), inputs));
        return results;
    }

    private static Dictionary<string, T> WithLabels<T>(string name, T input, T? y)
        where T : class
    {
        var inputs = new Dictionary<string, T>(StringComparer.Ordinal) { [name] = input };
        if (y is not null) inputs[PairContract.Label] = y;
        return inputs;
    }

    private static void Add<T>(Dictionary<string, T> results, IReadOnlyDictionary<string, T> more)
    {
        foreach (var (name, value) in more) results[name] = value;
    }

    private static Dictionary<string, T> Take<T>(Dictionary<string, T> results, params ReadOnlySpan<string> names)
    {
        var taken = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var name in names) taken[name] = results[name];
        return taken;
    }
}
