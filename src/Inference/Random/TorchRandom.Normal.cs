namespace VaeOnnx.Inference;

public sealed partial class TorchRandom
{
    /// <summary>
    /// <c>torch.randn(shape)</c>, float32. From 16 elements on torch draws in blocks, below that one by one; the two give different
    /// numbers, so that a short draw is not the beginning of a long one.
    /// </summary>
    public void Randn(Span<float> values)
    {
        if (values.Length < TorchNormal32.Block)
        {
            foreach (ref float value in values)
                value = (float)Normal();
            return;
        }

        int whole = values.Length - (values.Length % TorchNormal32.Block);
        for (int start = 0; start < whole; start += Block)
        {
            var block = values.Slice(start, Math.Min(Block, whole - start));
            Rand(block);
            if (start + block.Length == whole)
                Rand(values[whole..]); // Drawn and dropped: the last 16 elements are drawn once more.
            TorchNormal32.FromUniform(block);
        }

        if (whole == values.Length)
            return;
        var last = values[^TorchNormal32.Block..];
        Rand(last);
        TorchNormal32.FromUniform(last);
    }

    /// <summary><c>torch.randn(shape, dtype=torch.float64)</c>.</summary>
    public void Randn(Span<double> values)
    {
        const int Sixteen = TorchNormal32.Block;
        if (values.Length < Sixteen)
        {
            foreach (ref double value in values)
                value = Normal();
            return;
        }

        Rand(values);
        for (int start = 0; start <= values.Length - Sixteen; start += Sixteen)
            BoxMuller(values.Slice(start, Sixteen));
        if (values.Length % Sixteen == 0)
            return;
        var last = values[^Sixteen..];
        Rand(last);
        BoxMuller(last);
    }

    /// <summary>
    /// One number at a time: <c>normal_distribution</c> in <c>core/DistributionsHelper.h</c>, in float64 for every type. Its
    /// logarithm is log1p(−u₂), which is log(1 − u₂) because 1 − u₂ is exact for a multiple of 2^-53.
    /// </summary>
    private double Normal()
    {
        if (nextNormal is double cached)
        {
            nextNormal = null;
            return cached;
        }

        double u1 = TorchUniform.FromBits(Draw64()), u2 = TorchUniform.FromBits(Draw64());
        double radius = Math.Sqrt(-2 * Math.Log(1 - u2));
        double angle = 2 * Math.PI * u1;
        nextNormal = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    /// <summary>Sixteen uniforms to normals: <c>normal_fill_16</c> in <c>native/cpu/DistributionTemplates.h</c>.</summary>
    private static void BoxMuller(Span<double> values)
    {
        for (int i = 0; i < 8; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - values[i]));
            double angle = 2 * Math.PI * values[i + 8];
            values[i] = radius * Math.Cos(angle);
            values[i + 8] = radius * Math.Sin(angle);
        }
    }
}
