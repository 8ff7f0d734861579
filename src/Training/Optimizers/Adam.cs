using System.Numerics;
using System.Runtime.InteropServices;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Steps.Fast;

namespace VaeOnnx.Training.Optimizers;

/// <summary>Adam (Kingma and Ba 2015), in the order of operations of <c>torch.optim.Adam</c>.</summary>
internal sealed class Adam(int count, TrainingOptions options)
{
    /// <summary>Moving average of the gradient: [P].</summary>
    public float[] First { get; } = new float[count];

    /// <summary>Moving average of its square: [P].</summary>
    public float[] Second { get; } = new float[count];

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>Moves the parameters by their gradients.</summary>
    public void Step(ParameterBuffer parameters, ThreadTeam team)
    {
        Steps++;
        team.Split(count, FlatBuffer.Alignment, (start, end) => Move(
            parameters.Values[start..end], parameters.GradientValues[start..end], First.AsSpan()[start..end], Second.AsSpan()[start..end]));
    }

    /// <summary>[P] each, in whole vectors.</summary>
    private void Move(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second)
    {
        float keep1 = (float)options.Beta1, take1 = (float)(1 - options.Beta1), keep2 = (float)options.Beta2, take2 = (float)(1 - options.Beta2);
        float size = (float)(options.LearningRate / (1 - Math.Pow(options.Beta1, Steps)));
        float scale = (float)(1 / Math.Sqrt(1 - Math.Pow(options.Beta2, Steps))), epsilon = (float)options.Epsilon;
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        Span<Vector<float>> p = Vectors(parameters), m = Vectors(first), v = Vectors(second);
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

    private static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
}
