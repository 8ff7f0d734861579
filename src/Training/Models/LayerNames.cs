using VaeOnnx.Training.Objectives;

namespace VaeOnnx.Training.Models;

/// <summary>What a family calls the layers of an MLP.</summary>
/// <param name="EncoderHidden">The encoder's hidden layers, first to last.</param>
/// <param name="Mean">The head of the mean.</param>
/// <param name="LogVar">The head of the log-variance.</param>
/// <param name="DecoderHidden">The decoder's hidden layers, first to last.</param>
/// <param name="Output">The decoder's heads: the logits, or the mean and, where it is learned, the log-variance.</param>
/// <param name="Flax">Matrices are called <c>kernel</c> and are [in, out]; else <c>weight</c>, [out, in].</param>
internal sealed record LayerNames(
    IReadOnlyList<string> EncoderHidden, string Mean, string LogVar, IReadOnlyList<string> DecoderHidden, IReadOnlyList<string> Output, bool Flax = false)
{
    public static LayerNames Of(string family, int hidden, DecoderLikelihood likelihood) => family switch
    {
        TrainingPresets.PyTorchExample => new(["fc1"], "fc21", "fc22", ["fc3"], ["fc4"]),
        TrainingPresets.FlaxExample => new(["encoder.fc1"], "encoder.fc2_mean", "encoder.fc2_logvar", ["decoder.fc1"], ["decoder.fc2"], Flax: true),
        _ => new(Numbered("encoder.hidden", hidden), "encoder.mean", "encoder.logvar", Numbered("decoder.hidden", hidden), Heads(likelihood)),
    };

    private static string[] Heads(DecoderLikelihood likelihood) => likelihood switch
    {
        BernoulliLikelihood => ["decoder.logits"],
        { Heads: 2 } => ["decoder.recon", "decoder.recon_logvar"],
        _ => ["decoder.recon"],
    };

    private static List<string> Numbered(string name, int count) => [.. Enumerable.Range(0, count).Select(i => $"{name}.{i}")];
}
