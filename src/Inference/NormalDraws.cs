namespace VaeOnnx.Inference;

/// <summary>
/// One draw of standard normal float32 numbers, handed out in parts, for data that come in batches. The parts one after the other
/// are the numbers of the whole draw, wherever it is cut.
/// </summary>
/// <remarks>One draw, one thread.</remarks>
public sealed class NormalDraws
{
    /// <summary>Numbers that torch draws at once; a multiple of its own blocks.</summary>
    private const int Block = 64 * TorchNormal32.Block;

    private readonly JaxKey key;
    private readonly TorchRandom? generator;
    private readonly float[] buffer = [];
    private Memory<float> ready;
    private long undrawn;

    /// <summary>Begins a draw.</summary>
    /// <param name="stream">
    /// <see cref="RandomStream.Jax"/>: <c>jax.random.normal(jax.random.key(seed), (count,))</c>.
    /// <see cref="RandomStream.Torch"/>: <c>torch.manual_seed(seed); torch.randn(count)</c>.
    /// </param>
    /// <param name="seed">The seed.</param>
    /// <param name="count">Numbers in all, of which torch's depend.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or <paramref name="stream"/> unknown.</exception>
    public NormalDraws(RandomStream stream, long seed, long count)
        : this(stream == RandomStream.Torch ? new TorchRandom(seed) : null)
    {
        if (!Enum.IsDefined(stream))
            throw new ArgumentOutOfRangeException(nameof(stream), stream, "There is no such stream.");
        key = JaxRandom.Key(seed);
        Begin(count);
    }

    /// <summary>Draws from a generator that goes on from where it is, once <see cref="Begin"/> has said how many.</summary>
    internal NormalDraws(TorchRandom? generator)
    {
        this.generator = generator;
        if (generator is not null)
            buffer = new float[Block + TorchNormal32.Block];
    }

    /// <summary>Numbers in all.</summary>
    public long Count { get; private set; }

    /// <summary>Numbers that have not been handed out.</summary>
    public long Left => undrawn + ready.Length;

    /// <summary>The next part of the draw.</summary>
    /// <param name="values">Filled.</param>
    /// <exception cref="ArgumentException">So many numbers are not left.</exception>
    public void Next(Span<float> values)
    {
        if (values.Length > Left)
            throw new ArgumentException($"{values.Length} numbers are asked for, {Left} of {Count} are left.", nameof(values));
        if (generator is null)
        {
            JaxRandom.Normal(key, Count - undrawn, values);
            undrawn -= values.Length;
            return;
        }

        while (!values.IsEmpty)
        {
            if (ready.IsEmpty)
                Refill(generator);
            int size = Math.Min(ready.Length, values.Length);
            ready.Span[..size].CopyTo(values);
            ready = ready[size..];
            values = values[size..];
        }
    }

    /// <summary>Begins another draw.</summary>
    internal void Begin(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        (Count, undrawn, ready) = (count, count, default);
    }

    /// <summary>
    /// Torch draws block after block, and the last sixteen numbers once more where the count is no multiple of sixteen. So any
    /// number of whole blocks can be drawn by itself, as long as the last part has sixteen numbers at least.
    /// </summary>
    private void Refill(TorchRandom torch)
    {
        ready = buffer.AsMemory(0, undrawn <= buffer.Length ? (int)undrawn : Block);
        torch.Randn(ready.Span);
        undrawn -= ready.Length;
    }
}
