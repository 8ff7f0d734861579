using VaeOnnx.Inference;

namespace VaeOnnx.Training;

/// <summary>The loss is no number any more; the weights are those before the step.</summary>
public sealed class NonFiniteLossException : VaeOnnxException
{
    internal NonFiniteLossException(int epoch, int batch, long step, double loss, double largest, string where)
        : base(ErrorKind.Numbers,
            FormattableString.Invariant($"epoch {epoch}, batch {batch} (step {step}): the loss is {loss}; the largest activation is {largest:g4}, in {where}. ") +
            "The last checkpoint is as it was; try a smaller learning rate, or look at the data.")
    {
        (Epoch, Batch, Step, LargestActivation) = (epoch, batch, step, largest);
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The batch in the epoch, from 1.</summary>
    public int Batch { get; }

    /// <summary>The step of the whole run, from 1.</summary>
    public long Step { get; }

    /// <summary>The greatest absolute value of any layer for that batch.</summary>
    public double LargestActivation { get; }
}
