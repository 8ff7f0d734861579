using VaeOnnx.Export.Verification;
using VaeOnnx.Parity;

namespace VaeOnnx.Tests.Unit.Parity.Plots;

public sealed class ErrorByElementTests
{
    [Fact]
    public void A_short_array_is_drawn_element_by_element()
    {
        var numbers = Numbers([1, 2, double.PositiveInfinity], [1, 4, double.PositiveInfinity], [1, 1, 0]);

        Assert.Equal([0, 2, 0], ErrorByElement.Errors("as written", numbers).Y);
        Assert.Equal([1, 1, 0], ErrorByElement.Allowed("tolerance", numbers).Y);
    }

    [Fact]
    public void Of_a_long_array_the_one_element_that_fails_is_drawn()
    {
        var (actual, expected, allowed) = (new double[100_000], new double[100_000], new double[100_000]);
        Array.Fill(allowed, 1);
        actual[54_321] = 1e-3;
        allowed[54_321] = 1e-4;
        actual[54_322] = 0.5; // Larger, and allowed.
        var numbers = Numbers(actual, expected, allowed);

        var (errors, line) = (ErrorByElement.Errors("as written", numbers), ErrorByElement.Allowed("bound", numbers));

        int drawn = Array.IndexOf(errors.X, 54_321);
        Assert.Equal(1000, errors.X.Length);
        Assert.True(errors.Y[drawn] > line.Y[drawn]);
    }

    private static ComparedNumbers Numbers(double[] actual, double[] expected, double[] allowed) =>
        new("recon", GraphOptimization.None, ComparisonRule.Tolerance, [1, actual.Length], actual, expected, allowed);
}
