namespace VaeOnnx.Tests.Training.Steps;

internal static class Gradient
{
    /// <summary>Asserts that two arrays differ by at most a share of the greatest element.</summary>
    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double share)
    {
        Assert.Equal(expected.Length, actual.Length);
        double greatest = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            greatest = Math.Max(greatest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs((double)expected[i] - actual[i]));
            Assert.False(float.IsNaN(actual[i]), $"element {i} is NaN");
        }

        Assert.True(difference <= share * greatest, $"differs by {difference:g4}, {difference / greatest:g3} of the greatest element");
    }
}
