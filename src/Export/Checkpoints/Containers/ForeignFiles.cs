using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>Files that are known by their first or last bytes and are not read: each refusal says what to save instead.</summary>
internal static class ForeignFiles
{
    private const string Instead = "save the weights as safetensors, .npz or torch.save(model.state_dict(), …)";

    /// <summary>For what only TensorFlow and Keras read.</summary>
    internal const string FromTensorFlow =
        "load it there and save numpy.savez(\"vae.npz\", **{v.path: v.numpy() for v in model.variables})";

    /// <summary>Known by marks that no other file has.</summary>
    public static IReadOnlyList<Container> Marked { get; } =
    [
        Refused(f => Begins(f, [0x89, (byte)'H', (byte)'D', (byte)'F']), $"is an HDF5 file (Keras .h5), which is not read; {FromTensorFlow}"),
        Refused(f => Begins(f, "GGUF"u8), $"is a GGUF file, which is not read; {Instead}"),
        Refused(IsOnnx, "is an ONNX graph already; give the checkpoint that it was made from"),
        Refused(f => Begins(f, "ustar"u8, at: 257), "is a tar archive, as PyTorch wrote before 0.1.10 or as one packs folders; unpack it, or save torch.save(model.state_dict(), …)"),
        Refused(f => Begins(f, [0x08, 0x01, 0x12]), $"is the graph of a TensorFlow SavedModel (saved_model.pb), which is not read; {FromTensorFlow}"),
        Refused(f => Begins(f, "TFL3"u8, at: 4), $"is a TensorFlow Lite model, which is not read; {FromTensorFlow}"),
        Refused(f => Ends(f, [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]), $"is the index of a TensorFlow checkpoint, which is not read; {FromTensorFlow}"),
        Refused(f => Begins(f, "version https://git-lfs"u8), "is a Git LFS pointer, not the file itself; fetch it with git lfs pull"),
        Refused(f => Begins(f, "<!DOCTYPE"u8) || Begins(f, "<html"u8), "is a web page, not a checkpoint; the download went wrong"),
        Refused(f => Begins(f, [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']), "is a single .npy array without a name; save all weights in one .npz"),
    ];

    /// <summary>Known by marks so short that a TorchSharp file could begin so, and everything else.</summary>
    public static IReadOnlyList<Container> Unmarked { get; } =
    [
        Refused(f => Begins(f, [0x1F, 0x8B]), "is compressed with gzip; unpack it first"),
        Refused(IsPickle, "is a Python pickle that torch.save did not write; a pickle is a program and is not run. Save torch.save(model.state_dict(), …)"),
        Refused(IsTensorFlowData, $"holds the data of a TensorFlow checkpoint, whose index lies beside it; it is not read; {FromTensorFlow}"),
        Refused(_ => true, "is no checkpoint of a known kind; TorchSharp, PyTorch (.pt, .ckpt), safetensors, Flax msgpack and .npz are read"),
    ];

    private static Container Refused(Func<MappedFile, bool> matches, string what) =>
        new(matches, (file, _) => throw Refusal.Unsupported(file.Path, what));

    private static bool Begins(MappedFile file, ReadOnlySpan<byte> mark, int at = 0) =>
        file.Length >= at + mark.Length && file.Span(at, mark.Length).SequenceEqual(mark);

    private static bool Ends(MappedFile file, ReadOnlySpan<byte> mark) =>
        file.Length >= mark.Length && file.Span(file.Length - mark.Length, mark.Length).SequenceEqual(mark);

    // ir_version (field 1) of a plausible number, then producer_name (2), producer_version (3) or the graph (7).
    private static bool IsOnnx(MappedFile file) =>
        file.Length >= 4 && file.Span(0, 3) is [0x08, > 2 and < 32, 0x12 or 0x1A or 0x3A];

    /// <summary>Bare elements: only the index beside them says what they are.</summary>
    private static bool IsTensorFlowData(MappedFile file)
    {
        int name = file.Path.LastIndexOf(".data-", StringComparison.Ordinal);
        return name >= 0 && file.Path.Length - name == ".data-00000-of-00001".Length && File.Exists($"{file.Path[..name]}.index");
    }

    private static bool IsPickle(MappedFile file) =>
        file.Length >= 3 && file.Span(0, 2) is [0x80, >= 2 and <= 5];
}
