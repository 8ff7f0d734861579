using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace VaeOnnx.Bench.BigFiles;

/// <summary>
/// An MLP of 3 GB as a safetensors file with its architecture beside it: encoder and decoder of seven tanh layers, 1.5 GB
/// each, the largest tensor 252 MB. The weights are as PyTorch starts a linear layer, uniform within 1/√in.
/// </summary>
internal static class BigModel
{
    private const int Input = 784;
    private const int Width = 7936;
    private const int Latent = 64;
    private const int InnerLayers = 6;

    /// <summary>Bytes of the largest tensor.</summary>
    public const long LargestTensor = 4L * Width * Width;

    /// <summary>Writes <c>model.safetensors</c> and <c>model.json</c>; gives the path of the first.</summary>
    public static string Write(string folder)
    {
        var tensors = Tensors().ToList();
        var path = Path.Combine(folder, "model.safetensors");
        using (var file = File.Create(path, bufferSize: 1 << 20))
        {
            var header = Header(tensors);
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            var random = new Xorshift(88172645463325252);
            foreach (var (_, shape, inputs) in tensors) WriteNumbers(file, shape.Aggregate(1L, (product, size) => product * size), inputs, random);
        }

        File.WriteAllText(Path.Combine(folder, "model.json"), Architecture());
        return path;
    }

    private static IEnumerable<(string Name, long[] Shape, int Inputs)> Tensors()
    {
        foreach (var (part, first, heads) in new[] { ("encoder", Input, new[] { ("mean", Latent), ("logvar", Latent) }), ("decoder", Latent, [("out", Input)]) })
        {
            var layers = Enumerable.Range(0, InnerLayers + 1).Select(i => ($"{part}.{i}", i == 0 ? first : Width, Width))
                .Concat(heads.Select(head => ($"{part}.{head.Item1}", Width, head.Item2)));
            foreach (var (name, inputs, outputs) in layers)
            {
                yield return ($"{name}.weight", [outputs, inputs], inputs);
                yield return ($"{name}.bias", [outputs], inputs);
            }
        }
    }

    private static byte[] Header(List<(string Name, long[] Shape, int Inputs)> tensors)
    {
        long start = 0;
        var entries = new List<string>();
        foreach (var (name, shape, _) in tensors)
        {
            long end = start + 4 * shape.Aggregate(1L, (product, size) => product * size);
            entries.Add($"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{start},{end}]}}");
            start = end;
        }

        var json = "{" + string.Join(',', entries) + "}";
        return Encoding.ASCII.GetBytes(json.PadRight((json.Length + 7) / 8 * 8));
    }

    private static void WriteNumbers(Stream file, long count, int inputs, Xorshift random)
    {
        var limit = (float)(1 / Math.Sqrt(inputs));
        var buffer = new float[1 << 18];
        while (count > 0)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(count, buffer.Length));
            foreach (ref var number in piece) number = random.Next() * limit;
            file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(piece));
            count -= piece.Length;
        }
    }

    private static string Architecture() => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "input_shape": [{{Input}}],
          "encoder": { "layers": [{{Layers("encoder")}}], "mean": { "linear": "encoder.mean" }, "logvar": { "linear": "encoder.logvar" } },
          "decoder": { "layers": [{{Layers("decoder")}}], "logits": { "linear": "decoder.out" } }
        }

        """);

    private static string Layers(string part) =>
        string.Join(", ", Enumerable.Range(0, InnerLayers + 1).Select(i => $$"""{ "linear": "{{part}}.{{i}}", "activation": "tanh" }"""));

    /// <summary>Marsaglia's xorshift of 64 bits: quick, and the same on every machine.</summary>
    private sealed class Xorshift(ulong state)
    {
        private ulong state = state;

        /// <summary>Uniform in (-1, 1).</summary>
        public float Next()
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return ((int)(state >> 40) - (1 << 23)) * (1f / (1 << 23));
        }
    }
}
