using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>What callers compute from the outputs of a pair (Kingma and Welling 2013), as graphs.</summary>
internal static class CaseGraphs
{
    /// <summary>The callers' draws from N(0, I), [N, …latent].</summary>
    public const string Eps = "eps";

    /// <summary>log σ of q(z|x), [N, …latent].</summary>
    public const string LogStd = "logstd";

    /// <summary>σ of q(z|x), [N, …latent].</summary>
    public const string Std = "std";

    /// <summary>A sample of q(z|x), [N, …latent].</summary>
    public const string Sample = "z";

    /// <summary>−log p(x|z) of a Bernoulli decoder, in nats, [N].</summary>
    public const string CrossEntropy = "bce";

    /// <summary>KL(q(z|x) ‖ p(z)), in nats, [N].</summary>
    public const string Divergence = "kld";

    /// <summary>The evidence lower bound, in nats, [N].</summary>
    public const string Elbo = "elbo";

    /// <summary>From mean and logvar: logstd = logvar / 2, std = exp(logstd), kld = ½ Σ (μ² + σ² − log σ² − 1) (appendix B).</summary>
    public static ModelGraph Posterior(int[] latentShape) => new DerivedGraph("posterior")
        .Input(PairContract.Mean, latentShape)
        .Input(PairContract.LogVar, latentShape)
        .Scalar("one", 1)
        .Scalar("half", 0.5f)
        .Node("Mul", LogStd, PairContract.LogVar, "half")
        .Node("Exp", Std, LogStd)
        .Node("Mul", "square", PairContract.Mean, PairContract.Mean)
        .Node("Exp", "variance", PairContract.LogVar)
        .Node("Add", "moments", "square", "variance")
        .Node("Sub", "less_logvar", "moments", PairContract.LogVar)
        .Node("Sub", "terms", "less_logvar", "one")
        .SumOfRows("sum", "terms")
        .Node("Mul", Divergence, "sum", "half")
        .Output(LogStd, latentShape)
        .Output(Std, latentShape)
        .Output(Divergence, [])
        .Build();

    /// <summary>From mean, std and eps: z = mean + eps · std (§2.4).</summary>
    public static ModelGraph Sampling(int[] latentShape) => new DerivedGraph("sampling")
        .Input(PairContract.Mean, latentShape)
        .Input(Std, latentShape)
        .Input(Eps, latentShape)
        .Node("Mul", "noise", Eps, Std)
        .Node("Add", Sample, PairContract.Mean, "noise")
        .Output(Sample, latentShape)
        .Build();

    /// <summary>From x, logits l and kld: bce = Σ softplus(l) − x·l, which does not overflow, and elbo = −(bce + kld) (equation 3).</summary>
    public static ModelGraph Loss(int[] inputShape, int[] outputShape) => new DerivedGraph("loss")
        .Input(PairContract.Data, inputShape)
        .Input(PairContract.Logits, outputShape)
        .Input(Divergence, [])
        .Node("Flatten", "data", PairContract.Data)
        .Node("Flatten", "log_odds", PairContract.Logits)
        .Node("Softplus", "softplus", "log_odds")
        .Node("Mul", "chosen", "data", "log_odds")
        .Node("Sub", "terms", "softplus", "chosen")
        .SumOfRows(CrossEntropy, "terms")
        .Node("Add", "negative_elbo", CrossEntropy, Divergence)
        .Node("Neg", Elbo, "negative_elbo")
        .Output(CrossEntropy, [])
        .Output(Elbo, [])
        .Build();
}
