namespace VaeOnnx.Inference;

/// <summary>
/// A Threefry key of <c>jax.random</c>: the two words that <c>jax.random.key_data</c> shows, in their order.
/// Immutable; every draw from the same key gives the same numbers, and fresh numbers need a fresh key
/// (<see cref="JaxRandom.Split(JaxKey, int, JaxMode)"/>).
/// </summary>
/// <param name="High">The first word.</param>
/// <param name="Low">The second word.</param>
public readonly record struct JaxKey(uint High, uint Low);
