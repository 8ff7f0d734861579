using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VaeOnnx.Inference;
using VaeOnnx.Inference.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a <see cref="Vae"/> to an application's services.</summary>
public static class VaeServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="Vae"/> for the whole application, loaded when it is first asked for and disposed with the services,
    /// and an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> over its means.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section that describes the pair; see <see cref="VaeServiceOptions"/>.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddVae(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<VaeServiceOptions>().Bind(configuration);
        return AddVae(services);
    }

    /// <summary>Adds one <see cref="Vae"/> for the whole application; see <see cref="AddVae(IServiceCollection, IConfiguration)"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddVae(this IServiceCollection services, Action<VaeServiceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<VaeServiceOptions>().Configure(configure);
        return AddVae(services);
    }

    /// <summary>Adds a check that is unhealthy while the pair cannot be loaded or does not answer.</summary>
    /// <param name="health">The checks.</param>
    /// <param name="name">What reports call it.</param>
    /// <returns>The same checks.</returns>
    public static IHealthChecksBuilder AddVae(this IHealthChecksBuilder health, string name = "vae")
    {
        ArgumentNullException.ThrowIfNull(health);
        return health.AddCheck<VaeHealthCheck>(name);
    }

    private static IServiceCollection AddVae(IServiceCollection services)
    {
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<VaeServiceOptions>>().Value.Load());
        services.TryAddSingleton<IEmbeddingGenerator<ReadOnlyMemory<float>, Embedding<float>>>(
            provider => new VaeEmbeddingGenerator(provider.GetRequiredService<Vae>()));
        return services;
    }
}
