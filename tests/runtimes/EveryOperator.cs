using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>A model in which every operator that the exporter emits stands once: all activations, a joint head, a spread of every kind.</summary>
internal static class EveryOperator
{
    private const string Architecture = """
        {
          "input_shape": [1, 2, 3],
          "encoder": {
            "layers": [
              { "linear": "e0", "activation": "relu" },
              { "linear": "e1", "activation": "leaky_relu", "slope": 0.2 },
              { "linear": "e2", "activation": "elu" },
              { "linear": "e3", "activation": "selu" },
              { "linear": "e4", "activation": "tanh" },
              { "linear": "e5", "activation": "silu" },
              { "linear": "e6", "activation": "gelu" },
              { "linear": "e7", "activation": "gelu_tanh" },
              { "linear": "e8" }
            ],
            "joint": { "linear": "head", "activation": "softplus", "halves": ["std", "mean"] }
          },
          "decoder": {
            "layers": [{ "linear": "d0", "activation": "sigmoid" }],
            "real": { "linear": "d1" },
            "recon_var": { "linear": "d2", "activation": "softplus" }
          }
        }
        """;

    public static string Write(string folder)
    {
        var path = Path.Combine(folder, "every.safetensors");
        (string Name, int Inputs, int Outputs)[] layers =
            [.. Enumerable.Range(0, 9).Select(i => ($"e{i}", 6, 6)), ("head", 6, 4), ("d0", 2, 6), ("d1", 6, 6), ("d2", 6, 6)];
        var random = new Random(1);
        SafetensorsWriter.Write(path, layers.SelectMany(layer => new[]
        {
            Tensor(random, $"{layer.Name}.weight", layer.Outputs, layer.Inputs),
            Tensor(random, $"{layer.Name}.bias", layer.Outputs),
        }));
        File.WriteAllText(Path.ChangeExtension(path, ".json"), Architecture);
        return path;
    }

    private static (string, ElementType, IReadOnlyList<long>, ReadOnlyMemory<byte>) Tensor(Random random, string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        foreach (ref var value in values.AsSpan()) value = random.NextSingle() - 0.5f;
        return (name, ElementType.Float32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());
    }
}
