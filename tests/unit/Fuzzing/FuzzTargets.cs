using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Reports;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Fuzzing.Grammars;

namespace VaeOnnx.Tests.Unit.Fuzzing;

/// <summary>Every reader of files that a user may have from anywhere.</summary>
internal static class FuzzTargets
{
    private const long MostElements = 1 << 20;

    private static readonly ZipFields Zip = new();
    private static readonly PickleBytes Pickle = new(1);
    private static readonly NpyBytes Npy = new();
    private static readonly JsonText Json = new();

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new(
            "pytorch-zip",
            ["small/state_dict.pt", "small/protocol4.pt", "small/described.pt", "small/lightning.ckpt"],
            [
                new ZipEntries(name => name.EndsWith("data.pkl", StringComparison.Ordinal), Pickle, PickleBytes.Others).Change,
                new ZipEntries(name => name.EndsWith("data.pkl", StringComparison.Ordinal), Pickle, PickleBytes.Others).Change,
                FuzzTarget.By(Zip),
                FuzzTarget.Blindly,
            ],
            ReadCheckpoint),
        new("pytorch-legacy", ["small/legacy.pt", "small/legacy_protocol4.pt"], [FuzzTarget.By(new PickleBytes(5), PickleBytes.Others), FuzzTarget.Blindly], ReadCheckpoint),
        new(
            "safetensors",
            ["small/model.safetensors", "small/described.safetensors"],
            [FuzzTarget.By(new SafetensorsBytes(), JsonText.Others), FuzzTarget.By(new SafetensorsBytes(), JsonText.Others), FuzzTarget.Blindly],
            ReadCheckpoint),
        new(
            "safetensors-index",
            ["small/sharded/model.safetensors.index.json"],
            [FuzzTarget.By(Json, JsonText.Others), FuzzTarget.Blindly],
            ReadCheckpoint,
            "model.safetensors.index.json",
            "small/sharded/model-00001-of-00002.safetensors",
            "small/sharded/model-00002-of-00002.safetensors"),
        new(
            "flax-msgpack",
            ["small/params.msgpack", "small/train_state.msgpack", "small/chunked.msgpack"],
            [FuzzTarget.By(new MsgpackBytes(), MsgpackBytes.Others), FuzzTarget.By(new MsgpackBytes(), MsgpackBytes.Others), FuzzTarget.Blindly],
            ReadCheckpoint),
        new("torchsharp", ["small/model.bin"], [FuzzTarget.By(new TorchSharpBytes(), TorchSharpBytes.Others), FuzzTarget.Blindly], ReadCheckpoint),
        new(
            "npz-weights",
            ["small/model.npz", "small/compressed.npz"],
            [new ZipEntries(_ => true, Npy, JsonText.Others).Change, FuzzTarget.By(Zip), FuzzTarget.Blindly],
            ReadCheckpoint),
        new(
            "foreign",
            ["foreign/model.onnx", "foreign/model.pt2", "foreign/scripted.pt", "foreign/whole_module.pt", "foreign/model.gguf"],
            [FuzzTarget.By(Zip), FuzzTarget.Blindly],
            ReadCheckpoint),
        new("architecture", ["small/architecture.json"], [FuzzTarget.By(Json, JsonText.Others), FuzzTarget.Blindly], ReadArchitecture),
        new("npy", ["torch-mnist/z.npy", "torch-mnist/z_f64.npy"], [FuzzTarget.By(Npy, JsonText.Others), FuzzTarget.Blindly], ReadNpy),
        new("npz", ["small/model.npz", "small/compressed.npz"], [new ZipEntries(_ => true, Npy, JsonText.Others).Change, FuzzTarget.By(Zip), FuzzTarget.Blindly], ReadNpz),
        new("idx", ["small/images-idx3-ubyte", "small/labels-idx1-ubyte"], [FuzzTarget.By(new IdxBytes()), FuzzTarget.Blindly], ReadIdx),
    ];

    /// <summary>Opens, reads every tensor, recognises the family, builds its graphs, and prints what <c>--inspect</c> prints.</summary>
    private static void ReadCheckpoint(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        Inspect(checkpoint, architecture: null);
        foreach (var tensor in checkpoint.Tensors) tensor.ReadBytes();
    }

    private static void ReadArchitecture(string path)
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("small", "state_dict.pt"));
        Inspect(checkpoint, path);
    }

    private static void Inspect(Checkpoint checkpoint, string? architecture)
    {
        string text = TextReport.Of(Inspection.Of(checkpoint, architecture, family: null));
        if (text.Any(letter => char.IsControl(letter) && letter != '\n')) throw new VaeOnnxException(ErrorKind.Input, text.Replace("\n", " "));
    }

    private static void ReadNpy(string path)
    {
        NpyArray.Read(path).AsDoubles();
        using var rows = NpyRows.Open(path);
        ReadRow(rows);
    }

    private static void ReadNpz(string path)
    {
        foreach (var array in Npz.Read(path).Values) array.AsSingles();
    }

    private static void ReadIdx(string path)
    {
        try
        {
            using var rows = IdxFile.Open(path);
            ReadRow(rows);
        }
        catch (VaeOnnxException)
        {
            IdxFile.ReadLabels(path);
        }
    }

    /// <summary>As many numbers as a program would read, which knows the size of its model's input.</summary>
    private static void ReadRow(DataRows rows)
    {
        if (rows.Count > 0 && rows.Length <= MostElements) rows.Read(new float[rows.Length]);
    }
}
