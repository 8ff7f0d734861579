using System.Numerics;
using System.Runtime.InteropServices;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Steps.Fast;

namespace VaeOnnx.Training.Optimizers;

/// <summary>Moves parameters by their gradients, in the order of operations of PyTorch's optimiser of the same name.</summary>
internal abstract class Optimizer(int count, TrainingOptions options)
{
    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>The size of the next step.</summary>
    public double LearningRate { get; set; } = options.LearningRate;

    /// <summary>What it remembers between steps, by name: [P] each.</summary>
    public abstract IReadOnlyList<(string Name, float[] Values)> State { get; }

    public static Optimizer Of(TrainingOptions options, int count) => options.Optimizer switch
    {
        OptimizerKind.Adam or OptimizerKind.AdamW => new Adam(count, options),
        OptimizerKind.Adagrad => new Adagrad(count, options),
        _ => throw new InvalidOperationException($"{options.Optimizer}"),
    };

    protected TrainingOptions Options => options;

    /// <summary>Moves the parameters by their gradients.</summary>
    public void Step(ParameterBuffer parameters, ThreadTeam team)
    {
        Steps++;
        team.Split(count, FlatBuffer.Alignment, (start, end) =>
        {
            Span<Vector<float>> values = Vectors(parameters.Values[start..end]), gradients = Vectors(parameters.GradientValues[start..end]);
            if (options.WeightDecay > 0) Decay(values, gradients);
            Move(values, gradients, start, end);
        });
    }

    /// <summary>Whole vectors of the elements from <paramref name="start"/> to <paramref name="end"/>.</summary>
    protected abstract void Move(Span<Vector<float>> p, ReadOnlySpan<Vector<float>> g, int start, int end);

    protected static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);

    /// <summary>Of AdamW the parameters shrink by themselves; else the decay is part of the gradient, that of ½ decay p².</summary>
    private void Decay(Span<Vector<float>> p, Span<Vector<float>> g)
    {
        float kept = (float)(1 - (LearningRate * options.WeightDecay)), decay = (float)options.WeightDecay;
        for (int i = 0; i < p.Length; i++)
        {
            if (options.Optimizer == OptimizerKind.AdamW)
                p[i] *= kept;
            else
                g[i] += decay * p[i];
        }
    }
}
