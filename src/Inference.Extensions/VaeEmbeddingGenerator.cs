using Microsoft.Extensions.AI;

namespace VaeOnnx.Inference.Extensions;

/// <summary>The means of a <see cref="Vae"/>'s encoder as embeddings, for everything that works with Microsoft.Extensions.AI.</summary>
/// <param name="vae">The model; it is left open. It has to be unconditional.</param>
public sealed class VaeEmbeddingGenerator(Vae vae) : IEmbeddingGenerator<ReadOnlyMemory<float>, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata metadata = new("vaeonnx", defaultModelId: vae.Metadata?.Pair, defaultModelDimensions: vae.LatentLength);

    /// <summary>Encodes data.</summary>
    /// <param name="values">[…input shape] each.</param>
    /// <param name="options">Nothing in it matters.</param>
    /// <param name="cancellationToken">Looked at between batches and inside a run.</param>
    /// <returns>The mean of each, [L].</returns>
    /// <exception cref="ArgumentException">A datum has another length.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<ReadOnlyMemory<float>> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Task.Run(() => Generate(values, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata
            : serviceType.IsInstanceOfType(vae) ? vae
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Nothing is owned.</summary>
    public void Dispose()
    {
        // The model belongs to whoever loaded it.
    }

    private GeneratedEmbeddings<Embedding<float>> Generate(IEnumerable<ReadOnlyMemory<float>> values, CancellationToken cancellation) =>
        [.. vae.EncodeEach(values, labels: null, cancellation).Select(posterior => new Embedding<float>(posterior.Mean) { ModelId = metadata.DefaultModelId })];
}
