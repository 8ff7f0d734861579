namespace VaeOnnx.Inference.Latents;

/// <summary>Where the eps of several samples of each datum come from: [N, k, …latent shape], some samples of a datum at a time.</summary>
internal readonly ref struct SampleNoise
{
    private readonly int length;
    private readonly ReadOnlySpan<float> given;
    private readonly JaxKey key;
    private readonly uint first;
    private readonly NormalDraws? draws;

    /// <summary>The caller's own: [N, samples, length].</summary>
    public SampleNoise(ReadOnlySpan<float> given, int samples, int length)
        : this(samples, length) => this.given = given;

    /// <summary>Datum n: <c>jax.random.normal(jax.random.fold_in(key, first + n), (samples, length))</c>.</summary>
    public SampleNoise(JaxKey key, uint first, int samples, int length)
        : this(samples, length) => (this.key, this.first) = (key, first);

    /// <summary>Each datum in turn: <c>torch.randn(samples, length)</c>.</summary>
    public SampleNoise(NormalDraws draws, int samples, int length)
        : this(samples, length) => this.draws = draws;

    private SampleNoise(int samples, int length) => (Samples, this.length) = (samples, length);

    /// <summary>Samples of each datum.</summary>
    public int Samples { get; }

    /// <summary>Samples <paramref name="sample"/>, sample + 1, … of a datum; data and samples are asked for in their order.</summary>
    public void Draw(int datum, int sample, Span<float> rows)
    {
        if (!given.IsEmpty)
        {
            given.Slice(((datum * Samples) + sample) * length, rows.Length).CopyTo(rows);
        }
        else if (draws is null)
        {
            JaxRandom.Normal(JaxRandom.FoldIn(key, first + (uint)datum), (long)sample * length, rows);
        }
        else
        {
            if (sample == 0)
                draws.Begin((long)Samples * length);
            draws.Next(rows);
        }
    }
}
