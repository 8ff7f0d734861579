namespace VaeOnnx.Export.Verification;

/// <summary>What a graph is fed with.</summary>
public enum InputKind
{
    /// <summary>Zeros: what is left is the biases.</summary>
    Zeros,

    /// <summary>Ones.</summary>
    Ones,

    /// <summary>Uniform noise from 0 to 1, the range of pictures.</summary>
    Uniform,

    /// <summary>N(0, 1), for graphs that compute in float16.</summary>
    Normal1,

    /// <summary>10 × N(0, 1), for graphs that compute in float16.</summary>
    Normal1E1,

    /// <summary>100 × N(0, 1): large inputs, where a fixed tolerance would fail a correct graph.</summary>
    Normal1E2,

    /// <summary>10,000 × N(0, 1).</summary>
    Normal1E4,

    /// <summary>Keys of <c>jax.random</c>, for a graph that takes nothing else.</summary>
    Keys,
}
