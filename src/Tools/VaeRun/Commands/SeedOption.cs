namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>--seed, of 64 bits.</summary>
internal sealed class SeedOption() : NumberOption<long>("--seed", "S", "The seed, as of jax.random.key or torch.manual_seed (0).");
