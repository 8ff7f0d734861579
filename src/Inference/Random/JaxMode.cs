namespace VaeOnnx.Inference;

/// <summary>How Threefry's counters are laid out: the value of JAX's <c>jax_threefry_partitionable</c>.</summary>
public enum JaxMode
{
    /// <summary><c>True</c>, the default since JAX 0.5.0: each element's counter is its own index.</summary>
    Partitionable,

    /// <summary><c>False</c>, the default before: element i of the first half shares a block with element i of the second.</summary>
    Original,
}
