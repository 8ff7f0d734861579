using System.CommandLine;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>--rng: whose numbers a seed stands for.</summary>
internal sealed class RngOption : Option<RandomStream>
{
    public RngOption()
        : base("--rng")
    {
        HelpName = "jax|torch";
        Description = "Whose numbers the seed stands for: jax.random's, or those of PyTorch's CPU generator (jax).";
        CompletionSources.Add("jax", "torch");
        CustomParser = result =>
        {
            switch (result.Tokens is [var token] ? token.Value : "")
            {
                case "jax": return RandomStream.Jax;
                case "torch": return RandomStream.Torch;
                default:
                    result.AddError("--rng takes jax or torch.");
                    return default;
            }
        };
    }
}
