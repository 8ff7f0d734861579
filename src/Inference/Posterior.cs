namespace VaeOnnx.Inference;

/// <summary>The parameters of q(z|x), a normal distribution with a diagonal covariance.</summary>
/// <param name="Mean">μ: [N, …latent shape].</param>
/// <param name="LogVar">log σ²: [N, …latent shape].</param>
public readonly record struct Posterior(ReadOnlyMemory<float> Mean, ReadOnlyMemory<float> LogVar);
