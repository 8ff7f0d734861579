using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>Every stream that a real PyTorch drew, to the last bit.</summary>
public sealed class TorchReferenceTests
{
    public static TheoryData<string, string> Files => ReferenceStream.Names("torch");

    [Theory]
    [MemberData(nameof(Files))]
    public void I_draw_what_torch_drew(string folder, string name)
    {
        var reference = ReferenceStream.Read(folder, name);
        var generator = new TorchRandom(reference.Seed);
        if (reference.Call.StartsWith("then_", StringComparison.Ordinal))
        {
            var drawn = OneAfterTheOther(generator)[$"{reference.Call}_{reference.Shape}".TrimEnd('_')];
            Assert.Equal(reference.Array.Data.ToArray(), drawn);
            return;
        }

        var bytes = reference.Call switch
        {
            "randn" => Drawn.Bytes<float>(reference.Array.Count, generator.Randn),
            "randn64" => Drawn.Bytes<double>(reference.Array.Count, generator.Randn),
            _ => throw new InvalidDataException($"{reference.Call}: a stream that no test knows"),
        };
        Assert.Equal(reference.Array.Data.ToArray(), bytes);
    }

    /// <summary>One generator, seeded once: randn(40, dtype=float64), then these calls in this order.</summary>
    private static Dictionary<string, byte[]> OneAfterTheOther(TorchRandom generator)
    {
        generator.Randn(new double[40]);
        return new()
        {
            ["then_rand_10"] = Drawn.Bytes<float>(10, generator.Rand),
            ["then_randperm_50"] = Drawn.Bytes<long>(50, span => generator.RandPerm(50).Select(i => (long)i).ToArray().CopyTo(span)),
            ["then_random"] = Drawn.Bytes<long>(1, generator.Random),
            ["then_randn_3"] = Drawn.Bytes<float>(3, generator.Randn),
            ["then_randn_20"] = Drawn.Bytes<float>(20, generator.Randn),
        };
    }
}
