using VaeOnnx.Training;
using VaeOnnx.Training.Evaluation;

namespace VaeOnnx.Tools.VaeTrain;

/// <summary>An evaluation as lines of a terminal, the figures of others below.</summary>
internal static class EvaluationTable
{
    public static void Print(EvaluationResult result)
    {
        Console.WriteLine($"{result.Data}: {result.Elbo.Count} data, {Pixels(result)}; nats for each datum, ± the standard error over the data");
        Row("ELBO", result.Elbo);
        Row("  reconstruction, log p(x|z)", result.Reconstruction);
        Row("  divergence, KL(q(z|x) || p(z))", result.Divergence);
        Row($"log-likelihood, k = {result.Samples}", result.LogLikelihood);
        if (result is { MarginalLikelihood: { } marginal, LogLikelihoodOfTheSame: { } same })
        {
            Row("log p(x) by Hybrid Monte Carlo", marginal, FormattableString.Invariant($"{marginal.Count} data, {result.Acceptance:0.00} accepted"));
            Row($"  k = {result.Samples} of the same data", same);
        }

        Console.WriteLine($"{"active units",-34}{result.ActiveUnits,10} of {result.Latent}");
        // What others report is of bits.
        if (result.Binarization == Binarization.None) return;
        Console.WriteLine("reported by others, of MNIST:");
        foreach (var figure in ReportedFigures.All)
            Console.WriteLine(FormattableString.Invariant($"{figure.What,-34}{figure.Value,10:0.0#}  {figure.Model} ({figure.Source})"));
    }

    private static string Pixels(EvaluationResult result) => result.Binarization == Binarization.Static
        ? $"binarised once with seed {result.BinarizationSeed}"
        : "greys as they are, which figures of binarised data are not comparable to";

    private static void Row(string what, Average value, string? remark = null) => Console.WriteLine(FormattableString.Invariant(
        $"{what,-34}{value.Mean,10:0.00} ± {value.StandardError:0.00}{(remark is null ? "" : $"  {remark}")}"));
}
