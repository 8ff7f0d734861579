using VaeOnnx.Export.Verification;
using VaeOnnx.Parity;

namespace VaeOnnx.Tests.Unit.Parity.Plots;

public sealed class UlpBinsTests
{
    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(1, 1, "1")]
    [InlineData(2, 2, "2")]
    [InlineData(3, 3, "≤ 4")]
    [InlineData(4, 3, "≤ 4")]
    [InlineData(5, 4, "≤ 8")]
    [InlineData(8, 4, "≤ 8")]
    [InlineData(9, 5, "≤ 16")]
    [InlineData(4097, 14, "≤ 2^13")]
    public void A_distance_is_counted_in_the_bin_that_its_name_says(int distance, int bin, string name)
    {
        var bins = new UlpBins(Numbers(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(1f) + distance), 1f));

        Assert.Equal(bin, bins.Last);
        Assert.Equal(1, bins.Count(bin));
        Assert.Equal(name, UlpBins.Name(bin));
    }

    [Fact]
    public void What_is_no_number_is_not_counted() => Assert.Equal(0, new UlpBins(Numbers(double.NaN, 1)).Count(0));

    private static ComparedNumbers Numbers(double actual, double expected) =>
        new("mean", GraphOptimization.None, ComparisonRule.Tolerance, [1, 1], [actual], [expected], [1e-5]);
}
