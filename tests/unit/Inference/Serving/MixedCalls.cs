using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>One caller of many: every operation in turn, each result compared with the reference.</summary>
internal static class MixedCalls
{
    private static readonly float[] X = ServedPair.Singles("torch-mnist", "x");
    private static readonly float[] Eps = ServedPair.Singles("torch-mnist", "eps");
    private static readonly float[] Mean = ServedPair.Singles("torch-mnist", "mean");
    private static readonly float[] Z = ServedPair.Singles("torch-mnist", "z");
    private static readonly float[] Recon = ServedPair.Singles("torch-mnist", "recon");
    private static readonly double[] Elbo = ServedPair.Doubles("torch-mnist", "elbo");

    public static void Make(Vae vae, int caller, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            int start = (caller + round) % 30, count = 1 + ((caller * round) % 4);
            Make(vae, (caller + round) % 6, start, count);
        }
    }

    private static void Make(Vae vae, int operation, int start, int count)
    {
        var x = X.AsSpan(start * 784, count * 784);
        var z = Z.AsSpan(start * 20, count * 20);
        var eps = Eps.AsSpan(start * 20, count * 20);
        var mean = Mean.AsSpan(start * 20, count * 20);
        var recon = Recon.AsSpan(start * 784, count * 784);
        switch (operation)
        {
            case 0:
                Close.To(mean, vae.Encode(x).Mean.Span);
                break;
            case 1:
                Close.To(recon, vae.Decode(z));
                break;
            case 2:
                var sample = new float[count * 784];
                vae.ReconstructSample(x, eps, sample);
                Close.To(recon, sample);
                break;
            case 3:
                var scores = new VaeScore[count];
                vae.Score(x, eps, scores);
                Close.To(Elbo.AsSpan(start, count), [.. scores.Select(score => score.Elbo)]);
                break;
            case 4:
                using (var batch = vae.Rent(count))
                {
                    x.CopyTo(batch.Data);
                    batch.Encode();
                    Close.To(mean, batch.Mean);
                }

                break;
            default:
                Assert.Equal(vae.Sample(count, seed: start), vae.Sample(count, seed: start));
                break;
        }
    }
}
