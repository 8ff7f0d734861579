namespace VaeOnnx.Inference;

/// <summary>What kind of thing went wrong. The values are the exit codes of the command-line tools.</summary>
public enum ErrorKind
{
    /// <summary>The numbers of a graph do not hold against the reference arithmetic.</summary>
    Numbers = 1,

    /// <summary>The call itself is wrong: unknown or missing options, a folder that is not ours.</summary>
    Usage = 2,

    /// <summary>The input cannot be read or used: broken, hostile, non-finite weights, missing or mismatched tensors.</summary>
    Input = 3,

    /// <summary>The input is readable, but its container, family or a layer of it is not supported.</summary>
    Unsupported = 4,

    /// <summary>The output cannot be written.</summary>
    Output = 5,
}

/// <summary>
/// Every error that VaeOnnx raises on purpose. The message says what happened, where, and what to do about it,
/// and is meant to be shown as it is.
/// </summary>
public class VaeOnnxException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="kind">What kind of thing went wrong; also the exit code of the tools.</param>
    /// <param name="message">What happened, where (file, tensor, shape found, shape expected) and what to do.</param>
    /// <param name="innerException">The system's own error behind this one, if any.</param>
    public VaeOnnxException(ErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
    }

    /// <summary>What kind of thing went wrong; also the exit code of the tools.</summary>
    public ErrorKind Kind { get; }
}
