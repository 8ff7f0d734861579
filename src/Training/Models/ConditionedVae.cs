using System.Text.Json.Nodes;
using VaeOnnx.Training.Objectives;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>A conditional model given the labels of a batch, q(z|x, y) and p(x|z, y): Doersch 2016, section 3. Both sides read y beside theirs.</summary>
/// <param name="model">The conditional model, which stays its owner's.</param>
/// <param name="y">The labels, one-hot: [N, classes]</param>
internal sealed class ConditionedVae(VaeModel model, Tensor y) : VaeModel
{
    public override int InputSize => model.InputSize;

    public override int Latent => model.Latent;

    public override DecoderLikelihood Likelihood => model.Likelihood;

    public override IReadOnlyList<NamedTensor> Tensors => model.Tensors;

    internal override ParameterBuffer Parameters => model.Parameters;

    public override (Tensor Mean, Tensor LogVar) Encode(Tensor x) => model.Encode(cat([x, y], -1));

    public override Tensor Decode(Tensor z) => model.Decode(cat([z, y.expand([.. z.shape[..^1], y.shape[^1]])], -1));

    internal override (JsonObject Encoder, JsonObject Decoder) Describe() => model.Describe();

    protected override void Dispose(bool disposing)
    {
    }
}
