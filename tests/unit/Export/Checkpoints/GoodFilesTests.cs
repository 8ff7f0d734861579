using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>One small model, saved in every container and wrapper: all must give the same weights.</summary>
public class GoodFilesTests
{
    private static readonly Dictionary<string, string> FlaxNames = new()
    {
        ["encoder/fc1"] = "fc1",
        ["encoder/fc2_mean"] = "fc21",
        ["encoder/fc2_logvar"] = "fc22",
        ["decoder/fc1"] = "fc3",
        ["decoder/fc2"] = "fc4",
    };

    [Theory]
    [InlineData("model.bin", "TorchSharp")]
    [InlineData("model.npz", "npz")]
    [InlineData("compressed.npz", "npz")]
    [InlineData("model.safetensors", "safetensors")]
    [InlineData("state_dict.pt", "PyTorch zip")]
    [InlineData("parameters.pt", "PyTorch zip")]
    [InlineData("protocol4.pt", "PyTorch zip")]
    [InlineData("data_parallel.pt", "PyTorch zip")]
    [InlineData("compiled.pt", "PyTorch zip")]
    [InlineData("one_storage.pt", "PyTorch zip")]
    [InlineData("transposed_views.pt", "PyTorch zip")]
    [InlineData("with_optimizer.pt", "PyTorch zip")]
    [InlineData("lightning.ckpt", "PyTorch zip")]
    [InlineData("described.pt", "PyTorch zip")]
    [InlineData("no_crc32.pt", "PyTorch zip")]
    [InlineData("legacy.pt", "PyTorch legacy")]
    [InlineData("legacy_protocol4.pt", "PyTorch legacy")]
    [InlineData("one_storage_legacy.pt", "PyTorch legacy")]
    [InlineData("params.msgpack", "Flax msgpack")]
    [InlineData("params_collection.msgpack", "Flax msgpack")]
    [InlineData("chunked.msgpack", "Flax msgpack")]
    [InlineData("train_state.msgpack", "Flax msgpack")]
    public void Every_container_and_wrapper_gives_the_same_weights(string file, string container)
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("formats", file));

        Assert.Equal(container, checkpoint.Container);
        AssertSame(Weights("model.safetensors"), Weights(checkpoint));
    }

    [Theory]
    [InlineData("float16.pt", "float16.safetensors", ElementType.Float16)]
    [InlineData("float16.msgpack", "float16.safetensors", ElementType.Float16)]
    [InlineData("bfloat16.pt", "bfloat16.safetensors", ElementType.BFloat16)]
    [InlineData("bfloat16.msgpack", "bfloat16.safetensors", ElementType.BFloat16)]
    public void Half_precision_weights_are_the_same_in_every_container(string file, string other, ElementType type)
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("formats", file));

        Assert.All(checkpoint.Tensors, t => Assert.Equal(type, t.Type));
        AssertSame(Weights(other), Weights(checkpoint));
    }

    [Theory]
    [InlineData("float16.safetensors", 1.0 / 2048, 3e-8)]
    [InlineData("bfloat16.safetensors", 1.0 / 256, 0)]
    public void Half_precision_weights_are_the_rounded_ones(string file, double relative, double absolute)
    {
        var exact = Weights("model.safetensors");
        foreach (var (name, values) in Weights(file))
        {
            for (var i = 0; i < values.Length; i++)
                Assert.InRange(Math.Abs(values[i] - exact[name][i]), 0, (relative * Math.Abs(exact[name][i])) + absolute);
        }
    }

    [Fact]
    public void Double_precision_weights_round_to_the_single_precision_ones()
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("formats", "float64.pt"));

        Assert.All(checkpoint.Tensors, t => Assert.Equal(ElementType.Float64, t.Type));
        AssertSame(Weights("model.safetensors"), Weights(checkpoint));
    }

    [Fact]
    public void A_model_that_TorchSharp_saved_equals_the_one_that_PyTorch_saved()
    {
        using var torchSharp = Checkpoint.Open(Fixtures.Path("torch-mnist", "model.bin"));
        using var torch = Checkpoint.Open(Fixtures.Path("torch-mnist", "model.pt"));

        Assert.Equal(torch.Tensors.Select(t => t.Name), torchSharp.Tensors.Select(t => t.Name));
        AssertSame(Weights(torch), Weights(torchSharp));
    }

    private static Dictionary<string, float[]> Weights(string file)
    {
        using var checkpoint = Checkpoint.Open(Fixtures.Path("formats", file));
        return Weights(checkpoint);
    }

    /// <summary>By PyTorch's names and in its layout.</summary>
    private static Dictionary<string, float[]> Weights(Checkpoint checkpoint)
    {
        var weights = new Dictionary<string, float[]>();
        foreach (var tensor in checkpoint.Tensors)
        {
            var values = new float[tensor.Count];
            tensor.CopyTo(values);

            var slash = tensor.Name.LastIndexOf('/');
            if (slash < 0)
                weights.Add(tensor.Name, values);
            else if (tensor.Name.EndsWith("/bias", StringComparison.Ordinal))
                weights.Add(FlaxNames[tensor.Name[..slash]] + ".bias", values);
            else
                weights.Add(FlaxNames[tensor.Name[..slash]] + ".weight", Transposed(values, tensor.Shape));
        }

        return weights;
    }

    private static float[] Transposed(float[] kernel, IReadOnlyList<long> shape)
    {
        var (rows, columns) = ((int)shape[0], (int)shape[1]);
        var weight = new float[kernel.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                weight[(column * rows) + row] = kernel[(row * columns) + column];
        }

        return weight;
    }

    private static void AssertSame(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, values) in expected)
            Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), actual[name].Select(BitConverter.SingleToInt32Bits));
    }
}
