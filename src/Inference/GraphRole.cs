namespace VaeOnnx.Inference;

/// <summary>What a graph of an export does.</summary>
public enum GraphRole
{
    /// <summary>Data to the parameters of q(z|x).</summary>
    Encoder,

    /// <summary>A latent to the parameters of p(x|z).</summary>
    Decoder,

    /// <summary>A key and a count to latents drawn from the prior.</summary>
    Sampler,

    /// <summary>A key and a count to data: the sampler and the decoder in one graph.</summary>
    Generate,

    /// <summary>Data and a key to a posterior, a sample of it and its reconstruction: the encoder, the draw and the decoder in one graph.</summary>
    Reconstruct,
}
