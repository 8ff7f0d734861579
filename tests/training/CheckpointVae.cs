using System.Text.Json.Nodes;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Training.Models;
using static TorchSharp.torch;

namespace VaeOnnx.Tests.Training;

/// <summary>The VAE of pytorch/examples or google/flax in float64, with the weights of a checkpoint.</summary>
internal sealed class CheckpointVae : VaeModel
{
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly bool flax;

    public CheckpointVae(string path)
    {
        using var file = Checkpoint.Open(path);
        foreach (var stored in file.Tensors)
        {
            var values = new double[stored.Count];
            stored.CopyTo(values);
            tensors[stored.Name.Replace('/', '.')] = tensor(values).reshape([.. stored.Shape]);
        }

        flax = tensors.ContainsKey("encoder.fc1.kernel");
    }

    public override int InputSize => 784;

    public override int Latent => (int)tensors[flax ? "encoder.fc2_mean.bias" : "fc21.bias"].shape[0];

    public override IReadOnlyList<NamedTensor> Tensors => [.. tensors.Select(pair => new NamedTensor(pair.Key, pair.Value))];

    internal override ParameterBuffer Parameters => throw new NotSupportedException();

    public override (Tensor Mean, Tensor LogVar) Encode(Tensor x)
    {
        var hidden = Linear(x, "fc1", "encoder.fc1").relu();
        return (Linear(hidden, "fc21", "encoder.fc2_mean"), Linear(hidden, "fc22", "encoder.fc2_logvar"));
    }

    public override Tensor Decode(Tensor z) => Linear(Linear(z, "fc3", "decoder.fc1").relu(), "fc4", "decoder.fc2");

    internal override (JsonObject Encoder, JsonObject Decoder) Describe() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        foreach (var tensor in tensors.Values) tensor.Dispose();
    }

    private Tensor Linear(Tensor x, string torchName, string flaxName) => flax
        ? x.matmul(tensors[$"{flaxName}.kernel"]) + tensors[$"{flaxName}.bias"]
        : nn.functional.linear(x, tensors[$"{torchName}.weight"], tensors[$"{torchName}.bias"]);
}
