using System.Text.Json.Nodes;
using VaeOnnx.Training.Objectives;

namespace VaeOnnx.Training.Models;

/// <summary>The heads of a decoder in an architecture file.</summary>
internal static class LikelihoodDescription
{
    /// <param name="decoder">Is added to.</param>
    /// <param name="likelihood">What the heads are.</param>
    /// <param name="heads">The layer of each.</param>
    public static void Add(JsonObject decoder, DecoderLikelihood likelihood, IReadOnlyList<JsonObject> heads)
    {
        if (likelihood is not GaussianLikelihood gaussian)
        {
            decoder["logits"] = heads[0];
            return;
        }

        if (gaussian.SigmoidMean) heads[0]["activation"] = "sigmoid";
        decoder["real"] = heads[0];
        if (gaussian.Variance is { } variance)
            decoder["variance"] = variance;
        else
            decoder["recon_logvar"] = heads[1];
    }
}
