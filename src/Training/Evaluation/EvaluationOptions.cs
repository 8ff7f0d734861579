using VaeOnnx.Inference;

namespace VaeOnnx.Training.Evaluation;

/// <summary>What is estimated of a run, and on which data.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Evaluate the training set in the place of the test set: the difference is what was learned by heart.</summary>
    public bool TrainingSet { get; init; }

    /// <summary>How many data of the set, the first ones; null for all.</summary>
    public int? Count { get; init; }

    /// <summary>k, draws of the posterior of each datum for the importance-weighted log-likelihood. 5000 is usual for reports.</summary>
    public int Samples { get; init; } = 5000;

    /// <summary>Data, the first ones, whose marginal likelihood is estimated by Hybrid Monte Carlo; 0 for none.</summary>
    public int HybridMonteCarlo { get; init; }

    /// <summary>What is made of greys; null for what the run was trained on.</summary>
    public Binarization? Binarization { get; init; }

    /// <summary>Seed of all draws.</summary>
    public long Seed { get; init; }

    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: names the option, and what it can be.</exception>
    internal void Validate()
    {
        Require(Count is null or >= 1, "count", "is a number of data of at least 1");
        Require(Samples is >= 1 and <= 1 << 20, "samples", "is a number of draws from 1 to 1048576");
        Require(HybridMonteCarlo >= 0, "hmc", "is a number of data, or 0 for none");
        Require(Seed >= 0, "seed", "is a number of at least 0");
    }

    private static void Require(bool holds, string option, string what)
    {
        if (!holds) throw new VaeOnnxException(ErrorKind.Usage, $"{option} {what}.");
    }
}
