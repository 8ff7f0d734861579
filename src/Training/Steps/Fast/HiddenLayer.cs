namespace VaeOnnx.Training.Steps.Fast;

/// <summary>h = f(x Wᵀ + b) of a batch, and its gradients.</summary>
internal abstract class HiddenLayer : IDisposable
{
    public abstract Matrix Output { get; }

    /// <summary>Of the output, to be set by what comes after: [N, out].</summary>
    public abstract Matrix Gradient { get; }

    public static HiddenLayer Of(HiddenActivation activation, Linear linear, int rows) => activation switch
    {
        HiddenActivation.Relu => new HiddenLayer<Relu>(linear, rows),
        HiddenActivation.Tanh => new HiddenLayer<Tanh>(linear, rows),
        HiddenActivation.Softplus => new HiddenLayer<Softplus>(linear, rows),
        HiddenActivation.Silu => new HiddenLayer<Silu>(linear, rows),
        HiddenActivation.Gelu => new HiddenLayer<Gelu>(linear, rows),
        _ => throw new InvalidOperationException($"{activation}"),
    };

    public abstract void Forward(Matrix x);

    /// <summary>The gradients of weight and bias, and of the input where there is something before it.</summary>
    public abstract void Backward(Matrix x, Matrix? inputGradient);

    public abstract void Dispose();
}

internal sealed class HiddenLayer<TActivation>(Linear linear, int rows) : HiddenLayer
    where TActivation : struct, IActivation
{
    private readonly Matrix before = new(rows, linear.Out);

    public override Matrix Output { get; } = new(rows, linear.Out);

    public override Matrix Gradient { get; } = new(rows, linear.Out);

    public override void Forward(Matrix x)
    {
        linear.Multiply(x, before);
        var bias = linear.Bias;
        for (int r = 0; r < before.Rows; r++)
        {
            Span<float> p = before[r], h = Output[r];
            for (int i = 0; i < p.Length; i += Lanes.Count)
            {
                var sum = Lanes.Load(p, i) + Lanes.Load(bias, i);
                Lanes.Store(sum, p, i);
                Lanes.Store(TActivation.Value(sum), h, i);
            }
        }
    }

    public override void Backward(Matrix x, Matrix? inputGradient)
    {
        for (int r = 0; r < before.Rows; r++)
        {
            Span<float> p = before[r], h = Output[r], gradient = Gradient[r];
            for (int i = 0; i < p.Length; i += Lanes.Count)
                Lanes.Store(Lanes.Load(gradient, i) * TActivation.Slope(Lanes.Load(p, i), Lanes.Load(h, i)), gradient, i);
        }

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
