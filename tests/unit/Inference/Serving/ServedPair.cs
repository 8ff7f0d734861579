using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>The pairs of the reference cases, exported once a test run.</summary>
internal static class ServedPair
{
    private static readonly Dictionary<string, Lazy<(byte[] Encoder, byte[] Decoder)>> Pairs = new()
    {
        ["torch-mnist"] = new(() => Export("torch-mnist", "model.bin")),
        ["flax-mnist"] = new(() => Export("flax-mnist", "model.msgpack")),
        ["layers/conditional-mlp"] = new(() => Export("layers/conditional-mlp", "model.pt")),
        ["layers/conditional-conv"] = new(() => Export("layers/conditional-conv", "model.pt")),
        ["layers/conv-colour"] = new(() => Export("layers/conv-colour", "model.pt")),
        ["layers/cvae-conv"] = new(() => Export("layers/cvae-conv", "model.pt")),
        ["layers/flax-conv"] = new(() => Export("layers/flax-conv", "model.msgpack")),
        ["layers/freyface"] = new(() => Export("layers/freyface", "model.pt")),
    };

    public static byte[] Encoder(string reference = "torch-mnist") => Pairs[reference].Value.Encoder;

    public static byte[] Decoder(string reference = "torch-mnist") => Pairs[reference].Value.Decoder;

    /// <summary>Loads a pair with one thread, as fits tests that run side by side.</summary>
    public static Vae Load(string reference = "torch-mnist", VaeOptions? options = null)
    {
        options ??= new();
        return Vae.Load(Encoder(reference), Decoder(reference), options with { Threads = options.Threads ?? 1 });
    }

    /// <summary>Writes a pair to a folder.</summary>
    public static string Save(TemporaryFolder folder, string reference = "torch-mnist", string name = "onnx")
    {
        Directory.CreateDirectory(folder[name]);
        File.WriteAllBytes(folder[name, PairContract.EncoderFile], Encoder(reference));
        File.WriteAllBytes(folder[name, PairContract.DecoderFile], Decoder(reference));
        return folder[name];
    }

    public static float[] Singles(string reference, string array) => NpyArray.Read(Fixtures.Path(reference, array + ".npy")).AsSingles();

    public static long[] Labels(string reference) =>
        MemoryMarshal.Cast<byte, long>(NpyArray.Read(Fixtures.Path(reference, "y.npy")).Data.Span).ToArray();

    public static double[] Doubles(string reference, string array) => NpyArray.Read(Fixtures.Path(reference, array + ".npy")).AsDoubles();

    private static (byte[] Encoder, byte[] Decoder) Export(string reference, string checkpoint)
    {
        using var folder = new TemporaryFolder();
        VaeExporter.Export(Fixtures.Path(reference, checkpoint), folder["onnx"], new() { Verification = VerificationLevel.None });
        return (File.ReadAllBytes(folder["onnx", PairContract.EncoderFile]), File.ReadAllBytes(folder["onnx", PairContract.DecoderFile]));
    }
}
