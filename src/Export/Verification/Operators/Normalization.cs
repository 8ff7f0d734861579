using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>Normalisation by constants that training left.</summary>
internal static class Normalization
{
    /// <summary>
    /// y = a·x + (b − a·m) with a = scale / √(variance + epsilon), a number for each channel. In float32, a passes through
    /// epsilon, sum, root, quotient and product, and y through three more: each term is off by what that many roundings lose,
    /// in whichever order they are taken, relative to itself. It is not relative to y, since x and m cancel. Where the weights are what is rounded, a' is the greatest
    /// that a may become: it moves further up than down, and |a'·(x' − m') − a·(x − m)| ≤ |a'|·(e + dm) + (|a'| − |a|)·|x − m|.
    /// </summary>
    public static BoundedTensor BatchNormalization(Node node)
    {
        var x = node.Tensor(0);
        BoundedTensor scale = Numbers(1), bias = Numbers(2), mean = Numbers(3), variance = Numbers(4);
        var epsilon = node.Factor("epsilon", 1e-5);
        if (node.Integer("training_mode", 0) != 0 || x.Shape.Length < 2)
        {
            throw node.Unsupported("only batches of vectors or images by running statistics are known");
        }

        node.Factor("momentum", 0.9f); // Of training alone.
        var channels = x.Shape[1];
        if (scale.Values.Length != channels || bias.Values.Length != channels || mean.Values.Length != channels || variance.Values.Length != channels)
        {
            throw node.Unsupported($"its constants have not one number for each of {channels} channels");
        }

        var y = new BoundedTensor(x.Shape);
        var inner = BoundedTensor.Elements(x.Shape.AsSpan(2));
        var rounding = node.Rounding;
        var gamma = rounding.WeightsAlone ? 0 : rounding.Gamma(KernelErrors.BatchNormalizationRoundings);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var c = i / inner % channels;
            var (m, v) = (mean.Values[c], variance.Values[c]);
            var a = scale.Values[c] / Math.Sqrt(v + epsilon);
            var greatest = (Math.Abs(scale.Values[c]) + scale.Bounds[c]) / Math.Sqrt(Math.Max(0, v - variance.Bounds[c]) + epsilon); // Of |a|.
            var magnitude = greatest * (Math.Abs(x.Values[i]) + x.Bounds[i] + Math.Abs(m)) + Math.Abs(bias.Values[c]);
            var ofConstants = greatest * mean.Bounds[c] + (greatest - Math.Abs(a)) * Math.Abs(x.Values[i] - m) + bias.Bounds[c];
            y.Values[i] = a * (x.Values[i] - m) + bias.Values[c];
            y.Bounds[i] = magnitude * (1 + gamma) <= rounding.Greatest
                ? greatest * x.Bounds[i] + ofConstants + gamma * magnitude + 8 * rounding.OfOperation.Absolute * (1 + Math.Abs(x.Values[i]) + Math.Abs(m))
                : double.PositiveInfinity;
        }

        return y;

        BoundedTensor Numbers(int input) => node.Constant(input).ToTensor(node.Rounding);
    }
}
