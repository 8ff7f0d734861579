using FsCheck.Xunit;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>Files with some bytes changed open or are refused; nothing else happens.</summary>
public sealed class HostileBytesTests : IDisposable
{
    private static readonly string[] Files =
        ["model.bin", "state_dict.pt", "legacy.pt", "lightning.ckpt", "protocol4.pt", "model.safetensors", "train_state.msgpack", "chunked.msgpack", "model.npz", "compressed.npz"];

    private readonly TemporaryFolder folder = new();

    [Property(MaxTest = 300)]
    public void A_damaged_file_opens_or_is_refused(int file, (int Place, byte Value)[] changes, bool atEnd, bool cut)
    {
        var bytes = File.ReadAllBytes(Fixtures.Path("formats", Files[(uint)file % Files.Length]));

        // What describes the tensors is at the beginning or at the end.
        var reach = Math.Min(bytes.Length, 4_000);
        foreach (var (place, value) in changes)
        {
            var offset = (int)((uint)(place * 7919) % reach);
            bytes[atEnd ? bytes.Length - 1 - offset : offset] = value;
        }

        OpenAndReadAll(folder.Write("model", cut ? bytes[..^changes.Length] : bytes));
    }

    [Property(MaxTest = 300)]
    public void A_damaged_pickle_is_read_or_refused((int Place, byte Value)[] changes)
    {
        var pickle = Bytes.Of(
            0x80, 4, "}(", Bytes.Text("state_dict"), "}", Bytes.Text("a.weight"), Bytes.Tensor("0", 6, 0, [2, 3], [3, 1]), "s", Bytes.Text("args"),
            "cargparse\nNamespace\nq\u0001)\u0081}", Bytes.Text("lr"), "G?\u00f0\0\0\0\0\0\0sb", Bytes.Text("losses"), "](K\u0001K\u0002eu.");
        foreach (var (place, value) in changes)
            pickle[(int)((uint)(place * 7919) % pickle.Length)] = value;

        OpenAndReadAll(Bytes.TorchZip(folder, pickle, ("0", new byte[24])));
    }

    public void Dispose() => folder.Dispose();

    private static void OpenAndReadAll(string path)
    {
        try
        {
            using var checkpoint = Checkpoint.Open(path);
            foreach (var tensor in checkpoint.Tensors.Where(t => t.Count < 1_000_000))
            {
                tensor.CopyTo(new float[tensor.Count]);
                tensor.ReadBytes();
            }
        }
        catch (VaeOnnxException e)
        {
            Assert.True(e.Kind is ErrorKind.Input or ErrorKind.Unsupported);
            Assert.DoesNotContain(e.Message, char.IsControl);
        }
    }
}
