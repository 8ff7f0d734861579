namespace VaeOnnx.Training.Evaluation;

/// <summary>How well a run models a set of data, in nats for each datum, as <c>evaluation.json</c> holds it.</summary>
/// <param name="Data">The file of the set.</param>
/// <param name="Binarization">What was made of its greys. Likelihoods of greys and of bits are not comparable.</param>
/// <param name="BinarizationSeed">Seed of the bits that were drawn; null where there are none.</param>
/// <param name="Seed">Seed of all other draws.</param>
/// <param name="Elbo">The evidence lower bound, by one draw of each posterior.</param>
/// <param name="Reconstruction">Its first term, log p(x|z).</param>
/// <param name="Divergence">What is taken off it, KL(q(z|x) ‖ p(z)).</param>
/// <param name="Samples">k.</param>
/// <param name="LogLikelihood">log (1/k) Σ p(x, z) / q(z|x).</param>
/// <param name="MarginalLikelihood">log p(x) by Hybrid Monte Carlo; null where it was not asked for.</param>
/// <param name="Acceptance">The share of its transitions that were taken.</param>
/// <param name="LogLikelihoodOfTheSame">The importance-weighted estimate of the very data of <paramref name="MarginalLikelihood"/>.</param>
/// <param name="ActiveUnits">Latent dimensions whose posterior mean varies by more than 0.01.</param>
/// <param name="Latent">Latent dimensions.</param>
/// <param name="Variances">The variance of each dimension's posterior mean.</param>
public sealed record EvaluationResult(
    string Data,
    Binarization Binarization,
    long? BinarizationSeed,
    long Seed,
    Average Elbo,
    Average Reconstruction,
    Average Divergence,
    int Samples,
    Average LogLikelihood,
    Average? MarginalLikelihood,
    double? Acceptance,
    Average? LogLikelihoodOfTheSame,
    int ActiveUnits,
    int Latent,
    IReadOnlyList<double> Variances);
