namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>Each broken or hostile file has an error of its own.</summary>
public class BrokenFilesTests
{
    [Fact]
    public void A_file_that_does_not_exist_is_said_not_to_exist() => Refused.Input("no such file.pt", "does not exist");

    [Fact]
    public void A_folder_is_not_a_checkpoint() => Refused.Input(Fixtures.Path("formats"), "is a folder");

    [Fact]
    public void An_empty_file_is_said_to_be_empty() => Refused.Input(File("empty.pt"), "is empty");

    [Fact]
    public void A_pickle_that_would_run_a_command_is_refused_by_the_name_of_the_command() =>
        Refused.Input(File("evil.pt"), "data.pkl", "refused the global 'posix.system'", "torch.save(model.state_dict(), …)");

    [Fact]
    public void A_legacy_pickle_that_would_run_a_command_is_refused_by_the_name_of_the_command() =>
        Refused.Input(File("evil_legacy.pt"), "refused the global 'posix.system'", "torch.save(model.state_dict(), …)");

    [Fact]
    public void A_whole_pickled_module_is_refused_with_the_way_to_save_its_weights() =>
        Refused.Unsupported(File("whole_module.pt"), "whole module", "'torch.nn.modules.linear.Linear'", "torch.save(model.state_dict(), …)");

    [Fact]
    public void A_whole_pickled_module_of_a_class_of_ones_own_is_refused_by_the_name_of_the_class() =>
        Refused.Unsupported(Fixtures.Path("zoo", "tut_a_seq", "vae_whole.pt"), "whole module", "'__main__.SeqVAE'");

    [Fact]
    public void A_TorchScript_archive_is_refused_with_the_way_to_save_its_weights() =>
        Refused.Unsupported(File("torchscript.pt"), "TorchScript", "state_dict()");

    [Fact]
    public void A_PyTorch_file_that_is_cut_off_is_said_to_be_cut_off() => Refused.Input(File("truncated.pt"), "zip", "cut off");

    [Fact]
    public void A_safetensors_file_that_is_cut_off_says_how_much_is_missing() =>
        Refused.Input(File("truncated.safetensors"), "cut off", "155040", "155035");

    [Fact]
    public void A_safetensors_file_that_goes_on_says_by_how_much() => Refused.Input(File("trailing.safetensors"), "7 bytes after its last tensor");

    [Fact]
    public void A_safetensors_header_beyond_its_limit_is_refused_before_it_is_read() =>
        Refused.Input(File("huge_header.safetensors"), "4611686018427387904", "100000000");

    [Fact]
    public void A_msgpack_file_that_is_cut_off_says_where() => Refused.Input(File("truncated.msgpack"), "Flax msgpack", "cut off", "byte 152195");

    [Fact]
    public void A_TorchSharp_file_that_is_cut_off_names_the_tensor() =>
        Refused.Input(File("truncated.bin"), "TorchSharp", "cut off", "'fc4.weight'", "75264", "821");

    [Fact]
    public void A_TorchSharp_file_that_goes_on_says_by_how_much() => Refused.Input(File("trailing.bin"), "TorchSharp", "3 bytes", "10 entries");

    [Fact]
    public void A_TorchSharp_file_with_fewer_entries_than_it_claims_says_how_many_there_are() =>
        Refused.Input(File("more_entries_than_data.bin"), "TorchSharp", "claims 11 entries but ends after 10");

    [Fact]
    public void A_TorchSharp_tensor_larger_than_its_file_is_refused_before_it_is_read() =>
        Refused.Input(File("huge_dimension.bin"), "TorchSharp", "'fc1.weight'", "[72057594037927935, 6]");

    [Fact]
    public void A_TorchSharp_tensor_of_an_unknown_type_names_the_type() =>
        Refused.Input(File("unknown_dtype.bin"), "TorchSharp", "'fc1.weight'", "unknown element type 77");

    [Theory]
    [InlineData("mismatched_shapes.pt", 10)]
    [InlineData("missing_bias_of_logvar.pt", 9)]
    [InlineData("nan_weight.pt", 10)]
    [InlineData("unknown_extra_layer.pt", 11)]
    public void A_well_formed_file_opens_whatever_its_weights_are(string file, int tensors)
    {
        using var checkpoint = VaeOnnx.Export.Checkpoints.Checkpoint.Open(File(file));

        Assert.Equal(tensors, checkpoint.Tensors.Count);
    }

    private static string File(string name) => Fixtures.Path("formats", "refuse", name);
}
