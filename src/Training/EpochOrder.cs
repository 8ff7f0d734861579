using VaeOnnx.Inference;

namespace VaeOnnx.Training;

/// <summary>
/// What a pass over a <c>torch.utils.data.DataLoader</c> draws from torch's generator, in its order: a seed for workers, which nothing
/// uses, and where it shuffles a seed for the sampler, which makes a generator of its own.
/// </summary>
internal static class EpochOrder
{
    /// <summary>The draw of a loader that does not shuffle.</summary>
    public static void Sequential(TorchRandom random) => Seed(random);

    /// <summary>The sampler's seed, from which <see cref="Of"/> makes the order.</summary>
    public static long ShuffleSeed(TorchRandom random)
    {
        Seed(random);
        return Seed(random);
    }

    /// <summary>The order of the data: [count].</summary>
    public static int[] Of(long shuffleSeed, int count) => new TorchRandom(shuffleSeed).RandPerm(count);

    private static long Seed(TorchRandom random)
    {
        Span<long> seed = stackalloc long[1];
        random.Random(seed);
        return seed[0];
    }
}
