using VaeOnnx.Export;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using static TorchSharp.torch;

namespace VaeOnnx.Tests.Training.Models;

public sealed class ModelFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, HiddenActivation, int[], string> Models => new()
    {
        { TrainingPresets.PyTorchExample, HiddenActivation.Relu, [64], "pytorch-example" },
        { TrainingPresets.FlaxExample, HiddenActivation.Relu, [64], "flax-example" },
        { TrainingPresets.PyTorchExample, HiddenActivation.Relu, [], "mlp" },
        { TrainingPresets.PyTorchExample, HiddenActivation.Relu, [40, 20], "mlp" },
        { TrainingPresets.PyTorchExample, HiddenActivation.Tanh, [40], "mlp" },
        { TrainingPresets.PyTorchExample, HiddenActivation.Softplus, [40], "mlp" },
        { TrainingPresets.FlaxExample, HiddenActivation.Silu, [40], "mlp" },
        { TrainingPresets.FlaxExample, HiddenActivation.Gelu, [40, 20], "mlp" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void What_was_trained_is_exported_verified_and_gives_the_same_numbers(string preset, HiddenActivation activation, int[] hidden, string family)
    {
        using var trainer = SmallRun.Trainer(SmallRun.Options with { Preset = preset, Activation = activation, Hidden = hidden });
        trainer.WriteModel(folder.Path);

        foreach (var file in new[] { "model.bin", "model.safetensors" })
        {
            string onnx = folder[$"{file}.onnx"];
            var report = VaeExporter.Export(folder[file], onnx);
            Assert.Equal(family, report.Family);

            using var vae = Vae.Load(onnx);
            var x = SmallRun.Data.Test.Rows(0, 4);
            var expected = trainer.Reconstruct(x);
            var actual = vae.Reconstruct(x.ToArray());
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void A_module_of_TorchSharp_loads_model_bin()
    {
        using var trainer = SmallRun.Trainer();
        trainer.WriteModel(folder.Path);
        using var module = new Example(784, 64, 8);

        module.load(folder["model.bin"]);

        foreach (var (name, tensor, _) in trainer.Model.Tensors)
            Assert.True(module.state_dict()[name].eq(tensor).all().item<bool>(), name);
    }

    [Fact]
    public void Equal_models_give_equal_files()
    {
        using var trainer = SmallRun.Trainer();
        trainer.WriteModel(folder.Path);
        var before = Files();
        trainer.WriteModel(folder.Path);

        Assert.Equal(3, before.Count);
        Assert.Equal(before, Files());

        List<string> Files() => [.. Directory.GetFiles(folder.Path).Order().Select(file => Convert.ToHexString(File.ReadAllBytes(file)))];
    }

    /// <summary>The model of pytorch/examples as one writes it in TorchSharp.</summary>
    private sealed class Example : nn.Module
    {
        public Example(int input, int hidden, int latent)
            : base("vae")
        {
            register_module("fc1", nn.Linear(input, hidden));
            register_module("fc21", nn.Linear(hidden, latent));
            register_module("fc22", nn.Linear(hidden, latent));
            register_module("fc3", nn.Linear(latent, hidden));
            register_module("fc4", nn.Linear(hidden, input));
        }
    }
}
