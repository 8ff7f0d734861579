using System.CommandLine;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>--seed, of 64 bits.</summary>
internal sealed class SeedOption : Option<long>
{
    public SeedOption()
        : base("--seed")
    {
        HelpName = "S";
        Description = "The seed, as of jax.random.key or torch.manual_seed (0).";
    }
}
