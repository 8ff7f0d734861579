namespace VaeOnnx.Inference;

/// <summary>What a graph of an export does.</summary>
public enum GraphRole
{
    /// <summary>Data to the parameters of q(z|x).</summary>
    Encoder,

    /// <summary>A latent to the parameters of p(x|z).</summary>
    Decoder,

    /// <summary>Draws latents; the noise or the key is an input of the graph.</summary>
    Sampler,

    /// <summary>Noise to data: the sampler and the decoder in one graph.</summary>
    Generate,

    /// <summary>Data to its reconstruction: the encoder and the decoder in one graph.</summary>
    Reconstruct,
}
