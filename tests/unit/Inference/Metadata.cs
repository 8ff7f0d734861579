using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference;

/// <summary>Metadata to start from in tests.</summary>
internal static class Metadata
{
    public static VaeMetadata Encoder { get; } = new()
    {
        Role = GraphRole.Encoder,
        Pair = "0123abcd",
        Family = "pytorch-example",
        InputShape = [784],
        LatentShape = [20],
        OutputShape = [784],
        ImageShape = [28, 28],
        InputRange = "0,1",
        Likelihood = Likelihood.Bernoulli,
        Head = EncoderHead.LogVar,
        Source = "model.pt",
        SourceSha256 = new string('a', 64),
        DType = "fp32",
        Verified = "full",
    };

    public static VaeMetadata Decoder { get; } = Encoder with { Role = GraphRole.Decoder };

    public static Dictionary<string, string> Entries(VaeMetadata metadata) => new(metadata.ToEntries());
}
