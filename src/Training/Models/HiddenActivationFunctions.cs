using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>The functions after hidden layers.</summary>
internal static class HiddenActivationFunctions
{
    /// <param name="activation">The function.</param>
    /// <param name="x">What a layer has just given, whose memory the result may take.</param>
    public static Tensor Of(this HiddenActivation activation, Tensor x) => activation switch
    {
        HiddenActivation.Relu => x.relu_(),
        HiddenActivation.Tanh => tanh(x),
        HiddenActivation.Softplus => nn.functional.softplus(x),
        HiddenActivation.Silu => nn.functional.silu(x),
        HiddenActivation.Gelu => nn.functional.gelu(x),
        _ => throw new InvalidOperationException($"{activation}"),
    };
}
