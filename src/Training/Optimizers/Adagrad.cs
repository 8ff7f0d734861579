using System.Numerics;

namespace VaeOnnx.Training.Optimizers;

/// <summary>Adagrad (Duchi et al. 2011), as <c>torch.optim.Adagrad</c> without a decay of the step size.</summary>
internal sealed class Adagrad(int count, TrainingOptions options) : Optimizer(count, options)
{
    /// <summary>Sum of the squares of the gradient: [P].</summary>
    private readonly float[] sum = new float[count];

    public override IReadOnlyList<(string Name, float[] Values)> State => [("adagrad.sum", sum)];

    protected override void Move(Span<Vector<float>> p, ReadOnlySpan<Vector<float>> g, int start, int end)
    {
        float size = (float)LearningRate, epsilon = (float)Options.Epsilon;
        var s = Vectors(sum.AsSpan(start..end));
        for (int i = 0; i < p.Length; i++)
        {
            s[i] += g[i] * g[i];
            p[i] -= size * g[i] / (Vector.SquareRoot(s[i]) + new Vector<float>(epsilon));
        }
    }
}
