using VaeOnnx.Inference;

namespace VaeOnnx.Training.Data;

/// <summary>
/// x ~ Bernoulli(grey), drawn anew in each epoch: <c>jax.random.bernoulli(fold_in(fold_in(key(seed), epoch), row), greys)</c>. A draw
/// depends on nothing else, so that neither the order of the data nor threads nor an interruption changes it.
/// </summary>
internal static class DynamicBinarization
{
    /// <param name="greys">The datum: [size]</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="row">The place of the datum in the training set.</param>
    /// <param name="drawn">Zeros and ones: [size]</param>
    public static void Draw(ReadOnlySpan<float> greys, long seed, int epoch, int row, Span<float> drawn)
    {
        JaxRandom.Uniform(JaxRandom.FoldIn(JaxRandom.FoldIn(JaxRandom.Key(seed), (uint)epoch), (uint)row), drawn);
        for (int i = 0; i < drawn.Length; i++) drawn[i] = drawn[i] < greys[i] ? 1 : 0;
    }
}
