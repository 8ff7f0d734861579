using FsCheck;
using FsCheck.Fluent;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Tests.Unit.Export;

/// <summary>A random MLP with its architecture file: what the property tests are about.</summary>
/// <param name="Seed">Of the weights.</param>
/// <param name="Input">Width of a datum.</param>
/// <param name="Hidden">Widths of the encoder's hidden layers; the decoder's are the same in reverse.</param>
/// <param name="Latent">Width of the latent.</param>
/// <param name="Activation">Of all hidden layers.</param>
/// <param name="Spread">The kind of the encoder's spread.</param>
/// <param name="Output">What the decoder gives.</param>
/// <param name="Opset">Version of the operator set.</param>
public sealed record RandomMlp(int Seed, int Input, int[] Hidden, int Latent, string Activation, string Spread, string Output, int Opset)
{
    public static Arbitrary<RandomMlp> Arbitrary { get; } = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue)
        from input in Gen.Choose(1, 60)
        from hidden in Gen.ArrayOf(Gen.Choose(1, 40)).Resize(3)
        from latent in Gen.Choose(1, 9)
        from activation in Gen.Elements(ActivationNames.All.ToArray())
        from spread in Gen.Elements("logvar", "logstd", "std", "var")
        from output in Gen.Elements("logits", "probabilities", "real")
        from opset in Gen.Choose(13, 21)
        select new RandomMlp(seed, input, hidden, latent, activation, spread, output, opset));

    public string Write(TemporaryFolder folder)
    {
        var model = new SmallModel(Seed);
        int width = Input;
        for (int i = 0; i < Hidden.Length; i++) model.Linear($"encoder.hidden.{i}", width, width = Hidden[i]);
        model.Linear("encoder.mean", width, Latent).Linear($"encoder.{Spread}", width, Latent);
        width = Latent;
        for (int i = 0; i < Hidden.Length; i++) model.Linear($"decoder.hidden.{i}", width, width = Hidden[^(i + 1)]);
        model.Linear("decoder.out", width, Input);

        // A standard deviation or a variance is positive: its head ends in a softplus.
        var positive = Spread is "std" or "var" ? ", \"activation\": \"softplus\"" : "";
        folder.Write("model.json", $$"""
            {
              "input_shape": [{{Input}}],
              "encoder": { "layers": [{{Layers("encoder")}}], "mean": { "linear": "encoder.mean" }, "{{Spread}}": { "linear": "encoder.{{Spread}}"{{positive}} } },
              "decoder": { "layers": [{{Layers("decoder")}}], "{{Output}}": { "linear": "decoder.out" } }
            }
            """);
        return model.Save(folder);
    }

    private string Layers(string part)
    {
        var slope = Activation == "leaky_relu" ? ", \"slope\": 0.1" : "";
        return string.Join(", ", Hidden.Select((_, i) => $$"""{ "linear": "{{part}}.hidden.{{i}}", "activation": "{{Activation}}"{{slope}} }"""));
    }
}
