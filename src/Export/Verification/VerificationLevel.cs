namespace VaeOnnx.Export.Verification;

/// <summary>How much of a graph is verified before it is written.</summary>
public enum VerificationLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One row of noise, without and with graph optimisation.</summary>
    Quick,

    /// <summary>Five kinds of input, batches of 1, 3 and 64 (fewer of a graph with many multiplications), without and with graph optimisation.</summary>
    Full,
}
