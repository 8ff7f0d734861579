using VaeOnnx.Inference;

namespace VaeOnnx.Training.Data;

/// <summary>x ~ Bernoulli(grey), drawn once: <c>torch.bernoulli</c> of the whole set after <c>torch.manual_seed</c>.</summary>
internal static class StaticBinarization
{
    public static ImageSet Of(ImageSet greys, long seed)
    {
        var drawn = new bool[greys.Values.Length];
        new TorchRandom(seed).Bernoulli(greys.Values, drawn);
        return greys.With(Array.ConvertAll(drawn, one => one ? 1f : 0f));
    }
}
