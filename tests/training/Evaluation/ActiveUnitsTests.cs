using VaeOnnx.Training.Evaluation;

namespace VaeOnnx.Tests.Training.Evaluation;

public class ActiveUnitsTests
{
    [Fact]
    public void A_dimension_is_active_where_its_posterior_mean_differs_between_data()
    {
        // Three dimensions: one that says which datum it is, one that is the prior's for all, one that hardly moves.
        float[] means = [-1, 0, 5.0f, 1, 0, 5.1f, -1, 0, 5.0f, 1, 0, 5.1f];

        var variances = ActiveUnits.Variances(means, latent: 3);

        Assert.Equal([1, 0, 0.0025], variances, (expected, actual) => Math.Abs(expected - actual) < 1e-6);
        Assert.Equal(1, ActiveUnits.Count(variances));
    }

    [Fact]
    public void A_variance_just_above_a_hundredth_counts_and_a_hundredth_does_not() =>
        Assert.Equal(1, ActiveUnits.Count([0.01, 0.0101]));
}
