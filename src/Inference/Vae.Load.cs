using System.Reflection;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>Loads <c>encoder.onnx</c> and <c>decoder.onnx</c> of a folder.</summary>
    /// <param name="directory">The folder that vae-export wrote.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: the pair is missing, damaged, mixed or foreign. <see cref="ErrorKind.Usage"/>: the provider is missing.</exception>
    public static Vae Load(string directory, VaeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Open(
            PairBytes.Read(Path.Combine(directory, PairContract.EncoderFile), Path.Combine(directory, PairContract.DecoderFile), directory),
            options);
    }

    /// <summary>Loads two files.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="decoder">The decoder of the same export.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <inheritdoc cref="Load(string, VaeOptions?)" path="/exception"/>
    public static Vae Load(string encoder, string decoder, VaeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(encoder);
        ArgumentException.ThrowIfNullOrEmpty(decoder);
        return Open(PairBytes.Read(encoder, decoder, $"{encoder} and {decoder}"), options);
    }

    /// <summary>Loads two models from memory.</summary>
    /// <param name="encoder">The bytes of <c>encoder.onnx</c>.</param>
    /// <param name="decoder">The bytes of <c>decoder.onnx</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <inheritdoc cref="Load(string, VaeOptions?)" path="/exception"/>
    public static Vae Load(byte[] encoder, byte[] decoder, VaeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        return Open(new(encoder, decoder, PairContract.EncoderFile, PairContract.DecoderFile, "the pair in memory"), options);
    }

    /// <summary>Loads two embedded resources.</summary>
    /// <param name="assembly">The assembly that holds them.</param>
    /// <param name="encoder">The name of the encoder, or an ending of it.</param>
    /// <param name="decoder">The name of the decoder, or an ending of it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <inheritdoc cref="Load(string, VaeOptions?)" path="/exception"/>
    public static Vae Load(
        Assembly assembly, string encoder = PairContract.EncoderFile, string decoder = PairContract.DecoderFile, VaeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(encoder);
        ArgumentException.ThrowIfNullOrEmpty(decoder);
        return Open(PairBytes.FromResources(assembly, encoder, decoder), options);
    }

    private static Vae Open(PairBytes bytes, VaeOptions? options)
    {
        options ??= new();
        options.Validate();
        var facts = PairFacts.Of(bytes, options.Plain);
        return new(facts, PairSessions.Open(bytes, facts, options), options);
    }
}
