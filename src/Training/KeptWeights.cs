using VaeOnnx.Training.Models;

namespace VaeOnnx.Training;

/// <summary>The weights of an epoch, beside those that train on.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Loss">The loss of the validation set after it.</param>
/// <param name="Parameters">[P]</param>
/// <param name="Statistics">Running statistics of batch norms.</param>
internal sealed record KeptWeights(int Epoch, double Loss, float[] Parameters, float[] Statistics)
{
    /// <summary>A copy of the weights of a model.</summary>
    public static KeptWeights Of(VaeModel model, int epoch = 0, double loss = 0) => new(epoch, loss, model.Parameters.Values.ToArray(), model.Statistics.ToArray());

    /// <summary>Gives them back to the model.</summary>
    public void CopyTo(VaeModel model)
    {
        Parameters.CopyTo(model.Parameters.Values);
        Statistics.CopyTo(model.Statistics);
    }
}
