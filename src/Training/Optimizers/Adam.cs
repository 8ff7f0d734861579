using System.Numerics;

namespace VaeOnnx.Training.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015), as <c>torch.optim.Adam</c>; and AdamW (Loshchilov and Hutter 2019), which differs in the decay alone.
/// </summary>
internal sealed class Adam(int count, TrainingOptions options) : Optimizer(count, options)
{
    /// <summary>Moving average of the gradient: [P].</summary>
    private readonly float[] first = new float[count];

    /// <summary>Moving average of its square: [P].</summary>
    private readonly float[] second = new float[count];

    public override IReadOnlyList<(string Name, float[] Values)> State => [("adam.first", first), ("adam.second", second)];

    protected override void Move(Span<Vector<float>> p, ReadOnlySpan<Vector<float>> g, int start, int end)
    {
        float keep1 = (float)Options.Beta1, take1 = (float)(1 - Options.Beta1), keep2 = (float)Options.Beta2, take2 = (float)(1 - Options.Beta2);
        float size = (float)(LearningRate / (1 - Math.Pow(Options.Beta1, Steps)));
        float scale = (float)(1 / Math.Sqrt(1 - Math.Pow(Options.Beta2, Steps))), epsilon = (float)Options.Epsilon;
        Span<Vector<float>> m = Vectors(first.AsSpan(start..end)), v = Vectors(second.AsSpan(start..end));
        for (int i = 0; i < p.Length; i++)
        {
            m[i] = Normal((keep1 * m[i]) + (take1 * g[i]));
            v[i] = Normal((keep2 * v[i]) + (take2 * g[i] * g[i]));
            p[i] -= size * (m[i] / ((Vector.SquareRoot(v[i]) * scale) + new Vector<float>(epsilon)));
        }
    }

    /// <summary>
    /// Numbers below the least normal one become zero. The averages of weights whose gradient is zero for long, as at the border of
    /// pictures, decay into them, and processors are so slow there that an epoch takes twice as long.
    /// </summary>
    private static Vector<float> Normal(Vector<float> value)
    {
        const float Least = 1.17549435e-38f;
        return Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(value), new Vector<float>(Least)), Vector<float>.Zero, value);
    }
}
