namespace VaeOnnx.Inference;

/// <summary>The distribution p(x|z) whose parameters a decoder gives.</summary>
public enum Likelihood
{
    /// <summary>Independent Bernoulli variables: <c>logits</c>, and <c>recon</c> = their probabilities.</summary>
    Bernoulli,

    /// <summary>Independent normal variables: <c>recon</c> is their mean; the variance is fixed or <c>recon_logvar</c>.</summary>
    Gaussian,

    /// <summary>The model states none: <c>recon</c> is a value, not a parameter.</summary>
    None,
}
