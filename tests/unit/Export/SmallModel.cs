using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;

namespace VaeOnnx.Tests.Unit.Export;

/// <summary>Small checkpoints with random weights, written as safetensors.</summary>
internal sealed class SmallModel
{
    private readonly Random random;
    private readonly List<(string Name, long[] Shape, float[] Values)> tensors = [];

    public SmallModel(int seed = 1)
    {
        random = new(seed);
    }

    /// <summary>pytorch/examples vae of the given widths.</summary>
    public static SmallModel PyTorchExample(int input = 12, int hidden = 5, int latent = 2, int seed = 1) => new SmallModel(seed)
        .Linear("fc1", input, hidden)
        .Linear("fc21", hidden, latent)
        .Linear("fc22", hidden, latent)
        .Linear("fc3", latent, hidden)
        .Linear("fc4", hidden, input);

    /// <summary>Weight [out, in] and bias [out] of PyTorch's names and order.</summary>
    public SmallModel Linear(string name, int inputs, int outputs, bool bias = true)
    {
        Tensor($"{name}.weight", outputs, inputs);
        return bias ? Tensor($"{name}.bias", outputs) : this;
    }

    /// <summary>Kernel [in, out] and bias [out] of Flax's names and order.</summary>
    public SmallModel Dense(string name, int inputs, int outputs) => Tensor($"{name}/kernel", inputs, outputs).Tensor($"{name}/bias", outputs);

    /// <summary>Kernel [out, in, 3, 3] and bias [out] of PyTorch's names and order.</summary>
    public SmallModel Convolution(string name, int inputs, int outputs) => Tensor($"{name}.weight", outputs, inputs, 3, 3).Tensor($"{name}.bias", outputs);

    /// <summary>The vectors of PyTorch's batch norm, with variances above 0.</summary>
    public SmallModel BatchNorm(string name, int channels)
    {
        foreach (var part in new[] { "weight", "bias", "running_mean", "running_var" }) Tensor($"{name}.{part}", channels);
        var variances = tensors[^1].Values;
        for (int i = 0; i < channels; i++) variances[i] = Math.Abs(variances[i]);
        return this;
    }

    public SmallModel Tensor(string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle() * 2 - 1;
        tensors.Add((name, shape, values));
        return this;
    }

    public SmallModel Without(string name)
    {
        tensors.RemoveAll(tensor => tensor.Name == name);
        return this;
    }

    /// <summary>Sets one element.</summary>
    public SmallModel With(string name, int index, float value)
    {
        tensors.Find(tensor => tensor.Name == name).Values[index] = value;
        return this;
    }

    /// <summary>In float64, each number changed.</summary>
    public string SaveDoubles(TemporaryFolder folder, Func<double, double> change)
    {
        SafetensorsWriter.Write(folder["double.safetensors"], tensors.Select(tensor => (
            tensor.Name,
            ElementType.Float64,
            (IReadOnlyList<long>)tensor.Shape,
            (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes<double>(tensor.Values.Select(value => change(value)).ToArray()).ToArray())));
        return folder["double.safetensors"];
    }

    public string Save(TemporaryFolder folder, string name = "model.safetensors", IReadOnlyDictionary<string, string>? metadata = null)
    {
        SafetensorsWriter.Write(
            folder[name],
            tensors.Select(tensor => (
                tensor.Name,
                ElementType.Float32,
                (IReadOnlyList<long>)tensor.Shape,
                (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes<float>(tensor.Values).ToArray())),
            metadata);
        return folder[name];
    }
}
