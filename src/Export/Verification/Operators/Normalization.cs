using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>Normalisation by constants that training left.</summary>
internal static class Normalization
{
    /// <summary>
    /// y = a·x + (b − a·m) with a = scale / √(variance + epsilon), a number for each channel. In float32, a passes through
    /// epsilon, sum, root, quotient and product, and y through three more: each term is off by what that many roundings lose,
    /// in whichever order they are taken, relative to itself. It is not relative to y, since x and m cancel.
    /// </summary>
    public static BoundedTensor BatchNormalization(Node node)
    {
        var x = node.Tensor(0);
        ReadOnlySpan<float> scale = node.Constant(1).Floats, bias = node.Constant(2).Floats, mean = node.Constant(3).Floats, variance = node.Constant(4).Floats;
        var epsilon = node.Factor("epsilon", 1e-5);
        if (node.Integer("training_mode", 0) != 0 || x.Shape.Length < 2)
        {
            throw node.Unsupported("only batches of vectors or images by running statistics are known");
        }

        node.Factor("momentum", 0.9f); // Of training alone.
        var channels = x.Shape[1];
        if (scale.Length != channels || bias.Length != channels || mean.Length != channels || variance.Length != channels)
        {
            throw node.Unsupported($"its constants have not one number for each of {channels} channels");
        }

        var y = new BoundedTensor(x.Shape);
        var inner = BoundedTensor.Elements(x.Shape.AsSpan(2));
        var gamma = UnitRoundoff.Gamma(KernelErrors.BatchNormalizationRoundings);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var c = i / inner % channels;
            var a = scale[c] / Math.Sqrt(variance[c] + epsilon);
            var magnitude = Math.Abs(a) * (Math.Abs(x.Values[i]) + x.Bounds[i] + Math.Abs(mean[c])) + Math.Abs(bias[c]);
            y.Values[i] = a * (x.Values[i] - mean[c]) + bias[c];
            y.Bounds[i] = magnitude * (1 + gamma) <= float.MaxValue
                ? Math.Abs(a) * x.Bounds[i] + gamma * magnitude + 4 * UnitRoundoff.Float32Underflow * (1 + Math.Abs(x.Values[i]) + Math.Abs(mean[c]))
                : double.PositiveInfinity;
        }

        return y;
    }
}
