using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Zip;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>The zip archives that hold weights, told apart by the names of their entries.</summary>
internal static class ZipContainers
{
    public static bool Matches(MappedFile file) =>
        file.Length >= 4 && file.Span(0, 4) is [(byte)'P', (byte)'K', 3, 4] or [(byte)'P', (byte)'K', 5, 6];

    public static Contents Read(MappedFile file)
    {
        var zip = ZipDirectory.Read(file);
        bool Has(string ending) => zip.Entries.Exists(e => e.Name.EndsWith(ending, StringComparison.Ordinal));

        // A .pt2 holds whole PyTorch files inside, and TorchScript has a data.pkl too: what says more is asked first.
        if (Has("archive_format") || Has("serialized_exported_program.json"))
            throw Refusal.Unsupported(file.Path, "is a .pt2 archive of torch.export, whose graph is not read; save torch.save(model.state_dict(), …) or safetensors");
        if (Has("/constants.pkl"))
            throw Refusal.Unsupported(file.Path, "is a TorchScript archive (constants.pkl), a program; load it with torch.jit.load and save torch.save(module.state_dict(), …)");
        if (Has("/data.pkl"))
            return PyTorchZip.Read(file, zip);
        if (Has("model.weights.h5"))
            throw Refusal.Unsupported(file.Path, $"is a Keras archive (.keras), which is not read; {ForeignFiles.FromTensorFlow}");
        if (zip.Entries.Count > 0 && zip.Entries.TrueForAll(e => e.Name.EndsWith(".npy", StringComparison.Ordinal)))
            return NpzFile.Read(file, zip);

        throw Refusal.Unsupported(file.Path, "is a zip archive, but neither a PyTorch file (it has no data.pkl) nor .npz");
    }
}
