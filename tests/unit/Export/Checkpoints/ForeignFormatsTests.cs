using VaeOnnx.Tests.Unit.Tools;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>Files and folders of other programs are named for what they are.</summary>
public sealed class ForeignFormatsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("\u0089HDF\r\n\u001a\n", "HDF5")]
    [InlineData("GGUF\u0003\0\0\0", "GGUF")]
    [InlineData("\u0008\u000a\u0012\u0007pytorch", "ONNX")]
    [InlineData("\u001f\u008b\u0008\0", "gzip")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "Git LFS pointer")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("\u0093NUMPY\u0001\0", ".npy")]
    [InlineData("\u0080\u0004\u0095\u0001", "Python pickle")]
    [InlineData("{\"learning_rate\": 0.001}", "not the index")]
    [InlineData("Dear reader, this is a letter.", "no checkpoint of a known kind")]
    [InlineData("PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "zip archive")]
    public void A_file_of_another_kind_is_refused_by_its_name(string content, string name) =>
        Refused.Unsupported(folder.Write("model", Bytes.Of(content)), name);

    [Fact]
    public void A_tar_file_of_old_PyTorch_is_refused_by_its_name() =>
        Refused.Unsupported(folder.Write("model.tar", Bytes.Of(new byte[257], "ustar", new byte[300])), "tar");

    [Fact]
    public void The_index_of_a_TensorFlow_checkpoint_is_refused_by_its_name() =>
        Refused.Unsupported(folder.Write("model.index", Bytes.Of(new byte[40], Convert.FromHexString("57fb808b247547db"))), "TensorFlow");

    [Theory]
    [InlineData("m/archive_format", ".pt2")]
    [InlineData("serialized_exported_program.json", ".pt2")]
    [InlineData("m/constants.pkl", "TorchScript")]
    [InlineData("model.weights.h5", "Keras")]
    [InlineData("readme.txt", "neither a PyTorch file")]
    public void An_archive_of_another_kind_is_refused_by_its_name(string entry, string name) =>
        Refused.Unsupported(Bytes.Zip(folder, (entry, [1, 2, 3])), name);

    [Theory]
    [InlineData("_CHECKPOINT_METADATA", "Orbax")]
    [InlineData("manifest.ocdbt", "Orbax")]
    [InlineData("saved_model.pb", "SavedModel")]
    public void A_folder_of_another_program_is_refused_by_its_name(string file, string name)
    {
        folder.Write(file, 1);
        Refused.Unsupported(folder.Path, name);
    }

    [Fact]
    public void A_real_TorchScript_file_is_refused_with_the_way_to_save_its_weights() =>
        Refused.Unsupported(Foreign("scripted.pt"), "is a TorchScript archive", "torch.jit.load", "torch.save(module.state_dict(), …)");

    [Fact]
    public void A_real_pt2_file_is_refused_with_the_way_to_save_its_weights() =>
        Refused.Unsupported(Foreign("model.pt2"), "is a .pt2 archive of torch.export", "torch.save(model.state_dict(), …)");

    [Fact]
    public void A_real_pickled_module_is_refused_with_the_way_to_save_its_weights() =>
        Refused.Unsupported(Foreign("whole_module.pt"), "holds a whole module", "'torch.nn.modules.linear.Linear'", "torch.save(model.state_dict(), …)");

    [Fact]
    public void A_real_ONNX_file_is_refused_with_the_way_to_its_weights() =>
        Refused.Unsupported(Foreign("model.onnx"), "is an ONNX graph already", "give the checkpoint that it was made from");

    [Fact]
    public void A_GGUF_file_is_refused_with_the_way_to_save_its_weights() =>
        Refused.Unsupported(Foreign("model.gguf"), "is a GGUF file", "safetensors");

    [Fact]
    public void A_real_Orbax_folder_is_refused_with_the_way_to_save_its_weights() =>
        Refused.Unsupported(Fixtures.Path("orbax"), "is an Orbax checkpoint", "flax.serialization.to_bytes(params)");

    [Theory]
    [InlineData("3")] // a step of the manager
    [InlineData("3", "default")] // an item of a step
    public void The_folder_above_a_real_Orbax_checkpoint_is_refused_as_one(params string[] below)
    {
        string[] levels = [folder.Path, .. below];
        string item = Path.Combine(levels);
        Directory.CreateDirectory(item);
        foreach (var file in Directory.EnumerateFiles(Fixtures.Path("orbax"))) File.Copy(file, Path.Combine(item, Path.GetFileName(file)));

        Refused.Unsupported(folder.Path, "is an Orbax checkpoint");
    }

    [Fact]
    public void A_TensorFlow_SavedModel_is_refused_with_the_way_to_save_its_weights()
    {
        folder.Write("saved_model.pb", Bytes.Of(8, 1, 0x12, 2, 0x0A, 0));

        Refused.Unsupported(folder.Path, "is a TensorFlow SavedModel", "numpy.savez");
        Refused.Unsupported(folder["saved_model.pb"], "the graph of a TensorFlow SavedModel", "numpy.savez");
    }

    [Fact]
    public void A_TensorFlow_checkpoint_is_refused_whichever_of_its_files_is_given()
    {
        folder.Write("checkpoint", "model_checkpoint_path: \"model.ckpt-1\"\n");
        folder.Write("model.ckpt-1.index", Bytes.Of(new byte[40], Convert.FromHexString("57fb808b247547db")));
        folder.Write("model.ckpt-1.data-00000-of-00001", Bytes.Floats(0.1f, 0.2f, 0.3f));

        Refused.Unsupported(folder.Path, "is the folder of a TensorFlow checkpoint", "numpy.savez");
        Refused.Unsupported(folder["model.ckpt-1.index"], "is the index of a TensorFlow checkpoint", "numpy.savez");
        Refused.Unsupported(folder["model.ckpt-1.data-00000-of-00001"], "holds the data of a TensorFlow checkpoint", "numpy.savez");
    }

    [Fact]
    public void A_TensorFlow_Lite_model_is_refused_with_the_way_to_save_its_weights() =>
        Refused.Unsupported(folder.Write("model.tflite", Bytes.Of(0x1C, 0, 0, 0, "TFL3", new byte[40])), "is a TensorFlow Lite model", "numpy.savez");

    [Fact]
    public void A_Keras_archive_is_refused_with_the_way_to_save_its_weights() => Refused.Unsupported(
        Bytes.Zip(folder, ("metadata.json", Bytes.Of("{}")), ("config.json", Bytes.Of("{}")), ("model.weights.h5", Bytes.Of(0x89, "HDF\r\n\u001a\n"))),
        "is a Keras archive",
        "numpy.savez");

    [Fact]
    public void A_Keras_h5_file_is_refused_with_the_way_to_save_its_weights() =>
        Refused.Unsupported(folder.Write("model.h5", Bytes.Of(0x89, "HDF\r\n\u001a\n", new byte[88])), "is an HDF5 file (Keras .h5)", "numpy.savez");

    [Theory]
    [InlineData("foreign/model.pt2")]
    [InlineData("orbax")]
    public void The_command_ends_with_code_4_on_what_it_does_not_read(string path)
    {
        var result = Tool.VaeExport.Run(Fixtures.Path(path), "--out", folder["onnx"]);

        Assert.Equal(4, result.ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private static string Foreign(string name) => Fixtures.Path("foreign", name);
}
