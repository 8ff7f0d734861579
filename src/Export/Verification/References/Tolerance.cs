using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>What a float32 result may differ from a float32 reference: |actual − expected| ≤ Absolute + Relative·|expected|.</summary>
internal readonly record struct Tolerance(double Absolute, double Relative)
{
    /// <summary>The defaults of <c>torch.testing.assert_close</c> for float32.</summary>
    public static readonly Tolerance Float32 = new(1e-5, 1.3e-6);

    /// <summary>The defaults of <c>torch.testing.assert_close</c> for a type; integers and truth values are exact.</summary>
    public static Tolerance Of(ElementType type) => type switch
    {
        ElementType.Float32 => Float32,
        ElementType.Float64 => new(1e-7, 1e-7),
        ElementType.Float16 => new(1e-5, 1e-3),
        ElementType.BFloat16 => new(1e-5, 1.6e-2),
        _ => new(0, 0),
    };

    /// <summary>Both given, or neither: null.</summary>
    /// <exception cref="VaeOnnxException">One is given alone, or is not a number of at least 0.</exception>
    public static Tolerance? From(double? absolute, double? relative) => (absolute, relative) switch
    {
        (null, null) => null,
        ( >= 0 and < double.PositiveInfinity, >= 0 and < double.PositiveInfinity) => new Tolerance(absolute.Value, relative.Value),
        _ => throw new VaeOnnxException(
            ErrorKind.Usage,
            "The absolute and the relative tolerance go together: both are given or neither, as finite numbers of at least 0."),
    };

    /// <summary>
    /// What each element may be off. Nothing where an infinity or no number is expected: only the same infinity is right.
    /// </summary>
    public double[] Allowed(ReadOnlySpan<double> expected)
    {
        var allowed = new double[expected.Length];
        for (var i = 0; i < allowed.Length; i++)
        {
            allowed[i] = double.IsFinite(expected[i]) ? Absolute + Relative * Math.Abs(expected[i]) : 0;
        }

        return allowed;
    }
}
