using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>The functions after hidden layers.</summary>
internal static class HiddenActivationFunctions
{
    public static Tensor Of(this HiddenActivation activation, Tensor x) => activation switch
    {
        HiddenActivation.Relu => nn.functional.relu(x),
        HiddenActivation.Tanh => tanh(x),
        HiddenActivation.Softplus => nn.functional.softplus(x),
        HiddenActivation.Silu => nn.functional.silu(x),
        HiddenActivation.Gelu => nn.functional.gelu(x),
        _ => throw new InvalidOperationException($"{activation}"),
    };
}
