namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>--seed, of 64 bits.</summary>
internal static class SeedOption
{
    public static NumberOption<long> Create() => new("--seed", "S", "The seed, as of jax.random.key or torch.manual_seed (0).");
}
