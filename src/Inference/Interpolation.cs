namespace VaeOnnx.Inference;

/// <summary>The way between two latents.</summary>
public enum Interpolation
{
    /// <summary>Straight: (1 − t) a + t b.</summary>
    Linear,

    /// <summary>
    /// Along an arc, which keeps the length that draws from the prior have: Shoemake, Animating rotation with quaternion curves
    /// (1985); for latents White, Sampling Generative Networks (2016).
    /// </summary>
    Spherical,
}
