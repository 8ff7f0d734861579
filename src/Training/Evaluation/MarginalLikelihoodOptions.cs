namespace VaeOnnx.Training.Evaluation;

/// <summary>
/// How the posterior is sampled for <see cref="MarginalLikelihood"/>. Samples and leaps are those of Kingma and Welling, appendix E.
/// </summary>
public sealed record MarginalLikelihoodOptions
{
    /// <summary>L, draws of the posterior of each datum that the density is fitted to, and again as many that it is compared at.</summary>
    public int Samples { get; init; } = 50;

    /// <summary>Chains of each datum that go on side by side; each gives its share of the draws.</summary>
    public int Chains { get; init; } = 10;

    /// <summary>Leapfrog steps of a transition.</summary>
    public int Leaps { get; init; } = 4;

    /// <summary>Transitions before the first draw, in which the step size is tuned.</summary>
    public int BurnIn { get; init; } = 40;

    /// <summary>Transitions from one draw of a chain to the next.</summary>
    public int Spacing { get; init; } = 4;

    /// <summary>Draws of one chain: the chains together give at least <see cref="Samples"/>.</summary>
    internal int DrawsOfChain => (Samples + Chains - 1) / Chains;
}
