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

    public void Dispose() => folder.Dispose();
}
