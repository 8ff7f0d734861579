using System.Globalization;
using VaeOnnx.Export.Verification;
using VaeOnnx.Tests.Parity;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>One output of one run: held against float64 within the rounding bound, and against the case's array where there is one.</summary>
internal sealed record Verdict(GraphRun Run, string Optimization, string Output, string? Failure)
{
    /// <summary>Against our float64 evaluation of the graph on the same rows.</summary>
    public Comparison? Float64 { get; private init; }

    /// <summary>Against what the Python program computed in float32, within the tolerance of torch.testing.assert_close.</summary>
    public Comparison? Array { get; private init; }

    public bool Passed => Failure is null && Float64 is { Passed: true, Unbounded: 0 } && Array is not { Passed: false };

    public static Verdict Of(GraphRun run, string optimization, string output, string type, int[] shape, float[] numbers)
    {
        var expected = run.Expected[output];
        if (type != "float32" || !shape.SequenceEqual(expected.Shape) || numbers.Length != expected.Values.Length)
            return Failed(run, optimization, output, $"{type} [{string.Join(", ", shape)}], not float32 [{string.Join(", ", expected.Shape)}]");

        return new(run, optimization, output, Failure: null)
        {
            Float64 = Comparison.Of(shape, numbers, expected.Values, expected.Bounds),
            Array = run.Arrays is { } arrays && arrays.Has(output) ? AgainstArray(shape, numbers, arrays, output) : null,
        };
    }

    public static Verdict Failed(GraphRun run, string optimization, string output, string why) => new(run, optimization, output, why);

    /// <summary>One line for a failing test.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(Passed ? "passed" : "FAILED")}  {Run.Case} {Output} on {Run.Rows}, optimization {Optimization}: {Failure ?? $"{Figures("float64", Float64)}{Figures("; array", Array)}"}");

    private static string Figures(string what, Comparison? comparison) => comparison is null ? "" : string.Create(CultureInfo.InvariantCulture,
        $"{what}: {comparison.Mismatched} of {comparison.Elements} outside, {comparison.Unbounded} not judged, greatest difference {comparison.GreatestAbsolute?.Value:g3}, {comparison.GreatestShare?.Value:p1} of what is allowed");

    private static Comparison AgainstArray(int[] shape, float[] numbers, ReferenceCase arrays, string output)
    {
        Assert.Equal(arrays.Shape(output), shape);
        double[] array = [.. arrays.Singles(output)];
        return Comparison.Of(shape, numbers, array, Tolerance.Float32.Allowed(array));
    }
}
