namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>The comparison of torch.testing.assert_close for float32: |a − e| ≤ 1e-5 + 1.3e-6 |e|, and NaN fails.</summary>
internal static class Close
{
    public static void To(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Compare(expected[i], actual[i], i);
    }

    public static void To(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Compare(expected[i], actual[i], i);
    }

    private static void Compare(double expected, double actual, int index)
    {
        bool close = Math.Abs(actual - expected) <= 1e-5 + (1.3e-6 * Math.Abs(expected));
        Assert.True(close, $"[{index}]: {actual:R}, expected {expected:R}");
    }
}
