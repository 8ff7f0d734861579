using VaeOnnx.Training.Models;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Steps;

/// <summary>What a step takes, to be filled for each.</summary>
internal sealed class Batch(int rows, int inputSize, int samples, int latent, int classes = 0) : IDisposable
{
    public int Rows => rows;

    /// <summary>[N, input]</summary>
    public Tensor X { get; } = zeros(rows, inputSize).DetachFromDisposeScope();

    /// <summary>Draws of N(0, I): [L, N, latent]</summary>
    public Tensor Eps { get; } = zeros(samples, rows, latent).DetachFromDisposeScope();

    /// <summary>The labels of a conditional model, one-hot: [N, classes], or [N, 0].</summary>
    public Tensor Y { get; } = zeros(rows, classes).DetachFromDisposeScope();

    /// <summary>How much of beta the divergence has: from 0 to 1 while the run warms up, then 1.</summary>
    public double WarmUp { get; set; } = 1;

    public Span<float> XValues => ParameterBuffer.Elements(X);

    public Span<float> EpsValues => ParameterBuffer.Elements(Eps);

    public void Dispose()
    {
        X.Dispose();
        Y.Dispose();
        Eps.Dispose();
    }
}
