using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VaeOnnx.Inference;
using VaeOnnx.Inference.Extensions;
using VaeOnnx.Tests.Unit.Inference.Serving;

namespace VaeOnnx.Tests.Unit.InferenceExtensions;

/// <summary>A model in an application's services.</summary>
public sealed class ServiceTests : IDisposable
{
    private static readonly float[] X = ServedPair.Singles("torch-mnist", "x");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_model_comes_from_the_section_of_a_configuration()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Vae:Directory"] = ServedPair.Save(folder), ["Vae:Threads"] = "1", ["Vae:BatchSize"] = "16", ["Vae:Provider"] = "Cpu", ["Vae:MaxCount"] = "100",
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var services = new ServiceCollection().AddVae(configuration.GetSection("Vae")).BuildServiceProvider();

        var vae = services.GetRequiredService<Vae>();

        Assert.Same(vae, services.GetRequiredService<Vae>());
        Assert.Equal(16, vae.BatchSize);
        Assert.Throws<ArgumentOutOfRangeException>("count", () => vae.Sample(101, seed: 0));
        Assert.Throws<ArgumentException>("data", () => vae.Encode(Enumerable.Repeat(float.NaN, 784).ToArray()));
    }

    [Fact]
    public void A_model_is_disposed_with_the_services()
    {
        Vae vae;
        using (var services = Services())
            vae = services.GetRequiredService<Vae>();

        Assert.Throws<ObjectDisposedException>(() => vae.Encode(X));
    }

    [Fact]
    public async Task Embeddings_are_the_means()
    {
        using var services = Services();
        var generator = services.GetRequiredService<IEmbeddingGenerator<ReadOnlyMemory<float>, Embedding<float>>>();

        var embeddings = await generator.GenerateAsync([X.AsMemory(0, 784), X.AsMemory(784, 784)]);

        Assert.Equal(2, embeddings.Count);
        Close.To(ServedPair.Singles("torch-mnist", "mean").AsSpan(20, 20), embeddings[1].Vector.Span);
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>()!;
        Assert.Equal(20, metadata.DefaultModelDimensions);
        Assert.Equal(services.GetRequiredService<Vae>().Metadata!.Pair, metadata.DefaultModelId);
        Assert.Same(services.GetRequiredService<Vae>(), generator.GetService<Vae>());
    }

    [Fact]
    public async Task A_model_that_answers_is_healthy()
    {
        using var services = Services();

        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Entries["vae"].Status);
        Assert.Equal("pytorch-example on Cpu", report.Entries["vae"].Description);
    }

    [Fact]
    public async Task A_model_that_does_not_load_is_unhealthy_and_the_report_says_why()
    {
        using var services = Services(folder["nowhere"]);

        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Entries["vae"].Status);
        Assert.Contains("nowhere", report.Entries["vae"].Description, StringComparison.Ordinal);
    }

    private ServiceProvider Services(string? directory = null)
    {
        var services = new ServiceCollection().AddLogging().AddVae(options =>
        {
            options.Directory = directory ?? ServedPair.Save(folder);
            options.Threads = 1;
        });
        services.AddHealthChecks().AddVae();
        return services.BuildServiceProvider();
    }
}
