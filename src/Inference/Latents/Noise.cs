using VaeOnnx.Inference.Lanes;

namespace VaeOnnx.Inference.Latents;

/// <summary>Where the eps of a call come from: its caller, rows of a draw of JAX's, or the next rows of a long draw. By default there are none.</summary>
internal readonly ref struct Noise
{
    private readonly ReadOnlySpan<float> given;
    private readonly JaxKey? key;
    private readonly long first;
    private readonly NormalDraws? draws;

    /// <summary>The caller's own: [N, …latent shape].</summary>
    public Noise(ReadOnlySpan<float> given) => this.given = given;

    /// <summary><c>jax.random.normal(key, (first + N, *latent_shape))[first:]</c>.</summary>
    public Noise(JaxKey key, long first) => (this.key, this.first) = (key, first);

    /// <summary>The next rows.</summary>
    public Noise(NormalDraws draws) => this.draws = draws;

    /// <summary>The rows of a batch, in the lane's memory where they are drawn; empty where there is no noise.</summary>
    public ReadOnlySpan<float> Rows(Lane lane, BatchRange range, int length)
    {
        if (key is null && draws is null)
            return range.Of(given, length);
        var rows = lane.Noise(range.Count * length);
        Draw(range, length, rows);
        return rows;
    }

    /// <summary>Draws the rows of a batch: [count, length].</summary>
    public void Draw(BatchRange range, int length, Span<float> rows)
    {
        if (key is { } drawn)
            JaxRandom.Normal(drawn, (first + range.Start) * length, rows);
        else
            draws!.Next(rows);
    }
}
