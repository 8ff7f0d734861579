using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>The weights are found among all that a training program saved with them.</summary>
public sealed class WrapperTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_Lightning_checkpoint_gives_its_weights_without_the_prefix_and_what_it_was_called_with()
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("formats", "lightning.ckpt"));

        Assert.Equal("fc1.weight", checkpoint.Tensors[0].Name);
        Assert.Equal("model.fc1.weight", checkpoint.Tensors[0].FullName);
        Assert.Equal("24", checkpoint.Metadata["hyper_parameters.hidden"]);
        Assert.Equal(
            ["took 'state_dict'; left aside: loops, callbacks, optimizer_states (24 tensors), lr_schedulers", "removed the prefix 'model.' from every name"],
            checkpoint.Notes);
    }

    [Fact]
    public void A_training_checkpoint_gives_its_weights_and_never_its_optimizer()
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("formats", "with_optimizer.pt"));

        Assert.Equal(10, checkpoint.Tensors.Count);
        Assert.Equal(["took 'model_state_dict'; left aside: optimizer_state_dict (24 tensors)"], checkpoint.Notes);
        Assert.Equal("3", checkpoint.Metadata["epoch"]);
        Assert.Equal("104.25", checkpoint.Metadata["loss"]);
        Assert.Equal("0.001", checkpoint.Metadata["args.lr"]);
    }

    [Fact]
    public void A_Flax_train_state_gives_its_params_and_never_its_optimizer()
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("formats", "train_state.msgpack"));

        Assert.Equal(10, checkpoint.Tensors.Count);
        Assert.Equal(["took 'params'; left aside: opt_state (21 tensors)"], checkpoint.Notes);
        Assert.Equal("0", checkpoint.Metadata["step"]);
    }

    [Fact]
    public void A_Pyro_param_store_gives_its_params_under_their_own_names()
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("zoo", "pyro_vae_h64_z8", "param_store.pt"));
        using var plain = Checkpoint.Open(Fixtures.Path("zoo", "pyro_vae_h64_z8", "vae.pt"));

        Assert.Equal("encoder$$$fc1.weight", checkpoint.Tensors[0].Name);
        Assert.Equal(plain.Tensors.Select(t => t.Name), checkpoint.Tensors.Select(t => t.Name.Replace("$$$", ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void Buffers_and_tied_weights_are_there_as_they_are()
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("formats", "with_buffers_and_tied.pt"));

        Assert.Equal(12, checkpoint.Tensors.Count);
        Assert.Contains(checkpoint.Tensors, t => t.Type == ElementType.Int64);
        Assert.Contains(
            checkpoint.Tensors,
            t => checkpoint.Tensors.Any(other => other != t && t.IsSameMemoryAs(other)));
    }

    [Theory]
    [InlineData("compiled.pt", "_orig_mod.")]
    [InlineData("data_parallel.pt", "module.")]
    public void A_prefix_that_every_name_has_is_removed_and_said_to_be(string file, string prefix)
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("formats", file));

        Assert.All(checkpoint.Tensors, t => Assert.Equal(prefix + t.Name, t.FullName));
        Assert.Contains($"removed the prefix '{prefix}' from every name", checkpoint.Notes);
    }

    [Fact]
    public void Prefixes_are_removed_one_after_the_other_but_never_down_to_a_bare_parameter()
    {
        using var checkpoint = Open(("_orig_mod.module.vae.fc1.weight", [1]), ("_orig_mod.module.vae.fc1.bias", [2]));

        Assert.Equal(["fc1.weight", "fc1.bias"], checkpoint.Tensors.Select(t => t.Name).OrderDescending());
    }

    [Fact]
    public void The_name_of_half_a_model_is_kept()
    {
        using var checkpoint = Open(("vae.decoder.fc1.weight", [1]), ("vae.decoder.fc2.weight", [2]));

        Assert.Equal(["decoder.fc1.weight", "decoder.fc2.weight"], checkpoint.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void A_compiled_part_of_a_model_loses_its_mark()
    {
        using var checkpoint = Open(("encoder._orig_mod.fc1.weight", [1]), ("fc2.weight", [2]));

        Assert.Equal(["encoder.fc1.weight", "fc2.weight"], checkpoint.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void Tensors_beside_the_params_stay_under_their_own_name()
    {
        // {"params": {"fc": {"kernel": [1]}}, "batch_stats": {"bn": {"mean": [2]}}, "step": 7, "rng": …}
        var file = Bytes.Of(
            0x84, Msgpack("params"), 0x81, Msgpack("fc"), 0x81, Msgpack("kernel"), Array(1), Msgpack("batch_stats"), 0x81, Msgpack("bn"), 0x81,
            Msgpack("mean"), Array(2), Msgpack("step"), 7, Msgpack("rng"), Array(3));

        using var checkpoint = Checkpoint.Open(folder.Write("model", file));

        Assert.Equal(["fc/kernel", "batch_stats/bn/mean"], checkpoint.Tensors.Select(t => t.Name));
        Assert.Equal("7", checkpoint.Metadata["step"]);
        Assert.Equal(["took 'params'; kept beside it: batch_stats; left aside: rng (1 tensor)"], checkpoint.Notes);
    }

    [Fact]
    public void A_layer_that_is_called_net_is_no_wrapper()
    {
        var file = Bytes.Of(0x82, Msgpack("net"), 0x81, Msgpack("kernel"), Array(1), Msgpack("head"), 0x81, Msgpack("kernel"), Array(2));

        using var checkpoint = Checkpoint.Open(folder.Write("model", file));

        Assert.Equal(["net/kernel", "head/kernel"], checkpoint.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void A_state_dict_under_a_name_of_ones_own_is_found()
    {
        var file = Bytes.Of(0x82, Msgpack("vae_state_dict"), 0x81, Msgpack("fc"), 0x81, Msgpack("kernel"), Array(1), Msgpack("optim_state_dict"), 0x81, Msgpack("m"), Array(2));

        using var checkpoint = Checkpoint.Open(folder.Write("model", file));

        Assert.Equal(["fc/kernel"], checkpoint.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void A_file_with_an_optimizer_alone_is_said_to_hold_no_weights()
    {
        var file = Bytes.Of(0x81, Msgpack("opt_state"), 0x81, Msgpack("mu"), Array(1));

        Refused.Input(folder.Write("model", file), "no weights", "opt_state (1 tensor)");
    }

    public void Dispose() => folder.Dispose();

    private Checkpoint Open(params (string Name, float[] Values)[] tensors)
    {
        SafetensorsWriter.Write(
            folder["model"],
            tensors.Select(t => (t.Name, ElementType.Float32, (IReadOnlyList<long>)[1L], (ReadOnlyMemory<byte>)Bytes.Floats(t.Values))));
        return Checkpoint.Open(folder["model"]);
    }

    private static byte[] Msgpack(string text) => Bytes.Of(0xA0 + text.Length, text);

    /// <summary>A float32 array of one element, as Flax writes it.</summary>
    private static byte[] Array(float value)
    {
        var payload = Bytes.Of(0x93, 0x91, 1, Msgpack("float32"), 0xC4, 4, Bytes.Floats(value));
        return Bytes.Of(0xC7, payload.Length, 1, payload);
    }
}
