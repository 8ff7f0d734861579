using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Graphs;

/// <summary>What the weights of a checkpoint lost when they were rounded to the type in which a graph stores them.</summary>
internal sealed class WeightLoss
{
    private ElementType widest = ElementType.BFloat16;

    /// <summary>Some weight is not what it was.</summary>
    public bool Any { get; private set; }

    /// <summary>The greatest difference relative to the weight, of those that are not denormal or 0 now.</summary>
    public double GreatestRelative { get; private set; }

    /// <summary>How many weights became 0.</summary>
    public long Zeros { get; private set; }

    /// <summary>The type of the weights that were rounded: the widest of them.</summary>
    public ElementType From => widest;

    /// <summary>A constant of the model that the type does not hold.</summary>
    public void AddConstant(ElementType from)
    {
        Any = true;
        Widen(from);
    }

    /// <summary>A piece of a tensor, before and after.</summary>
    public void Add(ReadOnlySpan<byte> original, ElementType from, ReadOnlySpan<byte> stored, ElementType to)
    {
        // A wider type of the same or a greater range holds every number.
        if (from.Size() < to.Size()) return;

        var exact = MemoryMarshal.Cast<byte, double>(WeightConversion.To(ElementType.Float64, original, from));
        var rounded = MemoryMarshal.Cast<byte, double>(WeightConversion.To(ElementType.Float64, stored, to));
        double leastNormal = to == ElementType.Float16 ? 1.0 / (1 << 14) : Math.ScaleB(1, -126);
        for (int i = 0; i < exact.Length; i++)
        {
            if (exact[i] == rounded[i]) continue;
            Any = true;
            Widen(from);
            if (rounded[i] == 0) Zeros++;
            else if (Math.Abs(rounded[i]) >= leastNormal) GreatestRelative = Math.Max(GreatestRelative, Math.Abs(rounded[i] - exact[i]) / Math.Abs(exact[i]));
        }
    }

    /// <summary>The bound on what that does to a result.</summary>
    public static Rounding RoundingTo(ElementType type) => type switch
    {
        ElementType.Float16 => Rounding.Float16Weights,
        ElementType.BFloat16 => Rounding.BFloat16Weights,
        _ => Rounding.Float32Weights,
    };

    private void Widen(ElementType from) => widest = from.Size() > widest.Size() ? from : widest;
}
