using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Models;

namespace VaeOnnx.Tests.Training;

public sealed class InitialWeightsTests
{
    [Fact]
    public void The_torch_preset_begins_with_the_weights_of_torch_nn_Linear_to_the_bit()
    {
        using var model = new MlpVae(784, [32], 4, HiddenActivation.Relu, TrainingPresets.PyTorchExample);
        InitialWeights.Set(model, WeightInit.TorchLinear, new TorchRandom(5), seed: 5);

        foreach (var (name, tensor, _) in model.Tensors)
        {
            var expected = NpyArray.Read(Fixtures.Path("training", "torch", $"init_{name.Replace('.', '_')}.npy")).AsSingles();
            Assert.Equal(expected, ParameterBuffer.Elements(tensor).ToArray());
        }
    }

    [Fact]
    public void The_flax_preset_begins_with_the_weights_of_flax_linen_Dense()
    {
        using var model = new MlpVae(784, [32], 4, HiddenActivation.Relu, TrainingPresets.FlaxExample);
        InitialWeights.Set(model, WeightInit.LecunNormal, new TorchRandom(6), seed: 6);

        foreach (var (name, tensor, inputFirst) in model.Tensors)
        {
            var expected = NpyArray.Read(Fixtures.Path("training", "flax", $"init_{name.Replace('.', '_')}.npy")).AsSingles();
            using var stored = inputFirst ? tensor.detach().t().contiguous() : tensor.detach();
            Assert.Equal(expected, ParameterBuffer.Elements(stored).ToArray());
        }
    }
}
