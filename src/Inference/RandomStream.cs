namespace VaeOnnx.Inference;

/// <summary>Whose random numbers a seed stands for.</summary>
public enum RandomStream
{
    /// <summary><c>jax.random</c>: <see cref="JaxRandom"/> from the key <c>jax.random.key(seed)</c>.</summary>
    Jax,

    /// <summary>PyTorch's CPU generator: <see cref="TorchRandom"/> after <c>torch.manual_seed(seed)</c>.</summary>
    Torch,
}
