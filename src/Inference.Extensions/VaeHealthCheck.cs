using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VaeOnnx.Inference.Extensions;

/// <summary>Healthy when the pair is loaded and decodes the prior's mean to finite numbers.</summary>
internal sealed class VaeHealthCheck(IServiceProvider services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Asked for here and not in the constructor, so that a pair that does not load is a report.
            var vae = services.GetRequiredService<Vae>();
            var recon = vae.Decode(new float[vae.LatentLength], vae.Classes is null ? [] : [0], cancellationToken);
            return Task.FromResult(recon.All(float.IsFinite)
                ? HealthCheckResult.Healthy($"{vae.Metadata?.Family ?? "plain pair"} on {vae.Provider}")
                : Unhealthy("The pair decodes the prior's mean to numbers that are not finite."));
        }
        catch (Exception error) when (error is VaeOnnxException or ObjectDisposedException)
        {
            return Task.FromResult(Unhealthy(error.Message, error));
        }

        HealthCheckResult Unhealthy(string what, Exception? error = null) => new(context.Registration.FailureStatus, what, error);
    }
}
