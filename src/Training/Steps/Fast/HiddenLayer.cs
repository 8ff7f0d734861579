using VaeOnnx.Training.Models;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>h = f(x Wᵀ + b) of a batch, and its gradients.</summary>
internal abstract class HiddenLayer : IDisposable
{
    public abstract Matrix Output { get; }

    /// <summary>Of the output, to be set by what comes after; then of what the activation takes: [N, out].</summary>
    public abstract Matrix Gradient { get; }

    public static HiddenLayer Of(HiddenActivation activation, LinearLayer layer, int rows) => activation switch
    {
        HiddenActivation.Relu => new HiddenLayer<Relu>(layer, rows),
        HiddenActivation.Tanh => new HiddenLayer<Tanh>(layer, rows),
        HiddenActivation.Softplus => new HiddenLayer<Softplus>(layer, rows),
        HiddenActivation.Silu => new HiddenLayer<Silu>(layer, rows),
        HiddenActivation.Gelu => new HiddenLayer<Gelu>(layer, rows),
        _ => throw new InvalidOperationException($"{activation}"),
    };

    public abstract void Forward(Matrix x);

    /// <summary>The gradient of what the activation takes, and of the input where there is something before it.</summary>
    public abstract void Backward(Matrix? inputGradient);

    /// <summary>The layer for some rows of its batch, in the same memory.</summary>
    public abstract HiddenLayer Part(int start, int rows);

    public abstract void Dispose();
}

internal sealed class HiddenLayer<TActivation>(LinearLayer layer, Matrix before, Matrix output, Matrix gradient) : HiddenLayer
    where TActivation : struct, IActivation
{
    private readonly Linear linear = new(layer);

    public HiddenLayer(LinearLayer layer, int rows)
        : this(layer, new(rows, layer.Out), new(rows, layer.Out), new(rows, layer.Out))
    {
    }

    public override Matrix Output => output;

    public override Matrix Gradient => gradient;

    public override HiddenLayer Part(int start, int rows) =>
        new HiddenLayer<TActivation>(layer, before.Part(start, rows), output.Part(start, rows), gradient.Part(start, rows));

    public override void Forward(Matrix x)
    {
        linear.Multiply(x, before);
        var bias = linear.Bias;
        for (int r = 0; r < before.Rows; r++)
        {
            Span<float> p = before[r], h = output[r];
            for (int i = 0; i < p.Length; i += Lanes.Count)
            {
                var sum = Lanes.Load(p, i) + Lanes.Load(bias, i);
                Lanes.Store(sum, p, i);
                Lanes.Store(TActivation.Value(sum), h, i);
            }
        }
    }

    public override void Backward(Matrix? inputGradient)
    {
        for (int r = 0; r < before.Rows; r++)
        {
            Span<float> p = before[r], h = output[r], slope = gradient[r];
            for (int i = 0; i < p.Length; i += Lanes.Count)
                Lanes.Store(Lanes.Load(slope, i) * TActivation.Slope(Lanes.Load(p, i), Lanes.Load(h, i)), slope, i);
        }

        if (inputGradient is not null) linear.Backward(gradient, inputGradient);
    }

    public override void Dispose()
    {
        linear.Dispose();
        before.Dispose();
        output.Dispose();
        gradient.Dispose();
    }
}
