using VaeOnnx.Inference;
using VaeOnnx.Inference.Sessions;

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
    public void The_CPU_runs_no_node_in_silence_unless_that_is_asked_for()
    {
        var strict = ("session.disable_cpu_ep_fallback", "1");

        Assert.Contains(strict, SessionSettings.Entries(new() { Provider = ExecutionProvider.Cuda }));
        Assert.DoesNotContain(strict, SessionSettings.Entries(new() { Provider = ExecutionProvider.Cuda, FallBackToCpu = true }));
        Assert.DoesNotContain(strict, SessionSettings.Entries(new()));
    }

    [Fact]
    public void CUDA_computes_in_float32_unless_TF32_is_asked_for()
    {
        Assert.Equal("0", ProviderTable.CudaSettings(new())["use_tf32"]);
        Assert.Equal("1", ProviderTable.CudaSettings(new() { AllowTf32 = true })["use_tf32"]);
    }

    [Theory]
    [InlineData("cuda")]
    [InlineData("-1")]
    [InlineData("")]
    public void A_device_of_CUDA_is_a_number(string device) =>
        Refusal.Of(ErrorKind.Usage, () => ProviderTable.CudaSettings(new() { Provider = ExecutionProvider.Cuda, Device = device }), $"'{device}' is no device of Cuda", "0 for the first");

    [Fact]
    public void A_program_without_the_native_library_is_told_which_package_brings_it()
    {
        var error = NativeRuntime.Missing(new TypeInitializationException("NativeMethods", new DllNotFoundException("Unable to load onnxruntime")));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("Add the package VaeOnnx.Inference.Cpu", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Unable to load onnxruntime", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_CPU_was_asked_for_nothing_took_over()
    {
        using var vae = ServedPair.Load();

        Assert.Null(vae.WhyCpu);
    }
}
