namespace VaeOnnx.Bench.KernelErrors;

/// <summary>The greatest errors of one operator so far.</summary>
internal sealed class Figures
{
    /// <summary>Below this, a result or a step on the way to it is denormal, and its relative error says nothing.</summary>
    private const double NearDenormal = 1e-34;

    public (double Error, double At) Absolute { get; private set; }

    /// <summary>Among results of at most 1: what the absolute entry of a table must cover.</summary>
    public (double Error, double At) AbsoluteBelowOne { get; private set; }

    public (double Error, double At) Relative { get; private set; }

    /// <summary>Among results of at least 1: what the relative entry of a table must cover.</summary>
    public (double Error, double At) RelativeAboveOne { get; private set; }

    /// <summary>The absolute error of such results.</summary>
    public (double Error, double At) Tiny { get; private set; }

    /// <summary>The greatest share of the evaluator's bound.</summary>
    public (double Error, double At) Share { get; private set; }

    public int NotANumber { get; private set; }

    public void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, ReadOnlySpan<double> bounds)
    {
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(bounds[i]))
            {
                continue;
            }

            if (float.IsNaN(actual[i]))
            {
                NotANumber++;
                continue;
            }

            var size = Math.Abs(expected[i]);
            var error = Math.Abs(actual[i] - expected[i]);
            Absolute = Greater(Absolute, error, x[i]);
            Share = Greater(Share, error == 0 ? 0 : error / bounds[i], x[i]);
            if (size <= 1)
            {
                AbsoluteBelowOne = Greater(AbsoluteBelowOne, error, x[i]);
            }
            else
            {
                RelativeAboveOne = Greater(RelativeAboveOne, error / size, x[i]);
            }

            if (size >= NearDenormal)
            {
                Relative = Greater(Relative, error / size, x[i]);
            }
            else
            {
                Tiny = Greater(Tiny, error, x[i]);
            }
        }
    }

    private static (double, double) Greater((double Error, double At) known, double error, double at) =>
        error > known.Error ? (error, at) : known;
}
