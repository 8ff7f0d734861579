using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>These tests run with ONNX Runtime's CPU package, which has no other provider on Linux.</summary>
public class ProviderTests
{
    [SkippableTheory]
    [InlineData(ExecutionProvider.Cuda, "VaeOnnx.Inference.Gpu")]
    [InlineData(ExecutionProvider.TensorRt, "VaeOnnx.Inference.Gpu")]
    [InlineData(ExecutionProvider.DirectMl, "Microsoft.ML.OnnxRuntime.DirectML")]
    [InlineData(ExecutionProvider.CoreMl, "Microsoft.ML.OnnxRuntime on macOS")]
    [InlineData(ExecutionProvider.OpenVino, "Intel.ML.OnnxRuntime.OpenVino")]
    public void A_missing_provider_is_an_error_that_names_the_package_to_add(ExecutionProvider provider, string package)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems' packages have some of these");

        Refusal.Of(ErrorKind.Usage, () => ServedPair.Load(options: new() { Provider = provider }), $"The provider {provider} is not in", package, "FallBackToCpu");
    }

    [SkippableFact]
    public void The_CPU_takes_over_where_that_is_asked_for_and_the_model_says_so()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems' packages have some of these");
        using var vae = ServedPair.Load(options: new() { Provider = ExecutionProvider.Cuda, FallBackToCpu = true, Device = "0" });

        Assert.Equal(ExecutionProvider.Cpu, vae.Provider);
        Assert.Contains("VaeOnnx.Inference.Gpu", vae.WhyCpu, StringComparison.Ordinal);
        Close.To(ServedPair.Singles("torch-mnist", "mean"), vae.Encode(ServedPair.Singles("torch-mnist", "x")).Mean.Span);
    }

    [Fact]
    public void Where_the_CPU_was_asked_for_nothing_took_over()
    {
        using var vae = ServedPair.Load();

        Assert.Null(vae.WhyCpu);
    }
}
