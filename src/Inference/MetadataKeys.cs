namespace VaeOnnx.Inference;

/// <summary>The keys in <c>metadata_props</c> of every graph of an export. Shapes are written without N: <c>1,28,28</c>.</summary>
public static class MetadataKeys
{
    /// <summary>Version of this contract, <see cref="PairContract.FormatVersion"/>. Its presence marks a graph as ours.</summary>
    public const string Format = "vae.format";

    /// <summary><see cref="VaeMetadata.Role"/>.</summary>
    public const string Role = "vae.role";

    /// <summary><see cref="VaeMetadata.Pair"/>.</summary>
    public const string Pair = "vae.pair";

    /// <summary><see cref="VaeMetadata.Family"/>.</summary>
    public const string Family = "vae.family";

    /// <summary><see cref="VaeMetadata.InputShape"/>.</summary>
    public const string InputShape = "vae.input_shape";

    /// <summary><see cref="VaeMetadata.LatentShape"/>.</summary>
    public const string LatentShape = "vae.latent_shape";

    /// <summary><see cref="VaeMetadata.OutputShape"/>.</summary>
    public const string OutputShape = "vae.output_shape";

    /// <summary><see cref="VaeMetadata.ImageShape"/>; absent when unknown.</summary>
    public const string ImageShape = "vae.image_shape";

    /// <summary><see cref="VaeMetadata.InputRange"/>; absent when unknown.</summary>
    public const string InputRange = "vae.input_range";

    /// <summary><see cref="VaeMetadata.Likelihood"/>.</summary>
    public const string Likelihood = "vae.likelihood";

    /// <summary><see cref="VaeMetadata.ReconVariance"/>; absent unless fixed.</summary>
    public const string ReconVariance = "vae.recon_variance";

    /// <summary><see cref="VaeMetadata.Head"/>.</summary>
    public const string Head = "vae.head";

    /// <summary><see cref="VaeMetadata.LatentScaling"/>; absent unless the checkpoint has it.</summary>
    public const string LatentScaling = "vae.latent_scaling";

    /// <summary><see cref="VaeMetadata.LatentShift"/>; absent unless the checkpoint has it.</summary>
    public const string LatentShift = "vae.latent_shift";

    /// <summary><see cref="VaeMetadata.Classes"/>; absent unless the pair is conditional.</summary>
    public const string Classes = "vae.classes";

    /// <summary><see cref="VaeMetadata.Source"/>.</summary>
    public const string Source = "vae.source";

    /// <summary><see cref="VaeMetadata.SourceSha256"/>.</summary>
    public const string SourceSha256 = "vae.source_sha256";

    /// <summary><see cref="VaeMetadata.DType"/>.</summary>
    public const string DType = "vae.dtype";

    /// <summary><see cref="VaeMetadata.RoundedFrom"/>; absent where the graphs hold the checkpoint's numbers as they are.</summary>
    public const string RoundedFrom = "vae.rounded_from";

    /// <summary><see cref="VaeMetadata.Verified"/>.</summary>
    public const string Verified = "vae.verified";
}
