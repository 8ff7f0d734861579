using VaeOnnx.Training.Models;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>h = f(x Wᵀ + b) of a batch, and its gradients.</summary>
internal abstract class HiddenLayer : IDisposable
{
    public abstract Matrix Output { get; }

    /// <summary>Of the output, to be set by what comes after: [N, out].</summary>
    public abstract Matrix Gradient { get; }

    public static HiddenLayer Of(HiddenActivation activation, LinearLayer layer, int rows, ThreadTeam team) => activation switch
    {
        HiddenActivation.Relu => new HiddenLayer<Relu>(layer, rows, team),
        HiddenActivation.Tanh => new HiddenLayer<Tanh>(layer, rows, team),
        HiddenActivation.Softplus => new HiddenLayer<Softplus>(layer, rows, team),
        HiddenActivation.Silu => new HiddenLayer<Silu>(layer, rows, team),
        HiddenActivation.Gelu => new HiddenLayer<Gelu>(layer, rows, team),
        _ => throw new InvalidOperationException($"{activation}"),
    };

    public abstract void Forward(Matrix x);

    /// <summary>The gradients of weight and bias, and of the input where there is something before it.</summary>
    public abstract void Backward(Matrix x, Matrix? inputGradient);

    public abstract void Dispose();
}

internal sealed class HiddenLayer<TActivation> : HiddenLayer
    where TActivation : struct, IActivation
{
    private readonly Linear linear;
    private readonly Matrix before;
    private readonly ThreadTeam team;

    public HiddenLayer(LinearLayer layer, int rows, ThreadTeam team)
    {
        this.team = team;
        linear = new(layer, team);
        (before, Output, Gradient) = (new(rows, layer.Out), new(rows, layer.Out), new(rows, layer.Out));
    }

    public override Matrix Output { get; }

    public override Matrix Gradient { get; }

    public override void Forward(Matrix x)
    {
        linear.Multiply(x, before);
        team.Split(before.Rows, 1, (start, end) =>
        {
            var bias = linear.Bias;
            for (int r = start; r < end; r++)
            {
                Span<float> p = before[r], h = Output[r];
                for (int i = 0; i < p.Length; i += Lanes.Count)
                {
                    var sum = Lanes.Load(p, i) + Lanes.Load(bias, i);
                    Lanes.Store(sum, p, i);
                    Lanes.Store(TActivation.Value(sum), h, i);
                }
            }
        });
    }

    public override void Backward(Matrix x, Matrix? inputGradient)
    {
        team.Split(before.Rows, 1, (start, end) =>
        {
            for (int r = start; r < end; r++)
            {
                Span<float> p = before[r], h = Output[r], gradient = Gradient[r];
                for (int i = 0; i < p.Length; i += Lanes.Count)
                    Lanes.Store(Lanes.Load(gradient, i) * TActivation.Slope(Lanes.Load(p, i), Lanes.Load(h, i)), gradient, i);
            }
        });
        linear.Backward(x, Gradient, inputGradient);
    }

    public override void Dispose()
    {
        linear.Dispose();
        before.Dispose();
        Output.Dispose();
        Gradient.Dispose();
    }
}
