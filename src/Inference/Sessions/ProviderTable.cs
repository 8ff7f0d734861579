using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace VaeOnnx.Inference.Sessions;

/// <summary>ONNX Runtime's names of the providers, the packages that bring them, and how each is asked for.</summary>
internal static class ProviderTable
{
    /// <summary>Adds the provider to a session's settings.</summary>
    /// <exception cref="ProviderException">The native library has no such provider.</exception>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: the device is no number.</exception>
    public static void Append(SessionOptions session, VaeOptions options)
    {
        var (name, package) = Describe(options.Provider);
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(name))
            throw Missing(options.Provider, package);

        try
        {
            switch (options.Provider)
            {
                case ExecutionProvider.Cuda:
                    AppendCuda(session, options);
                    break;
                case ExecutionProvider.TensorRt:
                    using (var tensorRt = new OrtTensorRTProviderOptions())
                    {
                        tensorRt.UpdateOptions(new() { ["device_id"] = Number(options) });
                        session.AppendExecutionProvider_Tensorrt(tensorRt);
                    }

                    AppendCuda(session, options);
                    break;
                case ExecutionProvider.DirectMl:
                    // DirectML's own demand: it moves buffers between runs.
                    session.EnableMemoryPattern = false;
                    session.AppendExecutionProvider_DML(int.Parse(Number(options), CultureInfo.InvariantCulture));
                    break;
                case ExecutionProvider.CoreMl:
                    session.AppendExecutionProvider_CoreML();
                    break;
                case ExecutionProvider.OpenVino:
                    session.AppendExecutionProvider_OpenVINO(options.Device ?? "");
                    break;
            }
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            // A library of another flavour lacks the entry point altogether, and CUDA's own libraries may be missing.
            throw Missing(options.Provider, package, error);
        }
    }

    private static void AppendCuda(SessionOptions session, VaeOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new() { ["device_id"] = Number(options), ["use_tf32"] = options.AllowTf32 ? "1" : "0" });
        session.AppendExecutionProvider_CUDA(cuda);
    }

    private static string Number(VaeOptions options)
    {
        string device = options.Device ?? "0";
        return device.Length is > 0 and < 4 && device.All(char.IsAsciiDigit)
            ? device
            : throw new VaeOnnxException(ErrorKind.Usage, $"'{device}' is no device of {options.Provider}: give its number, 0 for the first.");
    }

    private static (string Name, string Package) Describe(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cpu => ("CPUExecutionProvider", "VaeOnnx.Inference.Cpu (or Microsoft.ML.OnnxRuntime)"),
        ExecutionProvider.Cuda => ("CUDAExecutionProvider", "VaeOnnx.Inference.Gpu (or Microsoft.ML.OnnxRuntime.Gpu)"),
        ExecutionProvider.TensorRt => ("TensorrtExecutionProvider", "VaeOnnx.Inference.Gpu (or Microsoft.ML.OnnxRuntime.Gpu)"),
        ExecutionProvider.DirectMl => ("DmlExecutionProvider", "Microsoft.ML.OnnxRuntime.DirectML"),
        ExecutionProvider.CoreMl => ("CoreMLExecutionProvider", "Microsoft.ML.OnnxRuntime on macOS or iOS"),
        ExecutionProvider.OpenVino => ("OpenVINOExecutionProvider", "Intel.ML.OnnxRuntime.OpenVino"),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "No such provider."),
    };

    private static ProviderException Missing(ExecutionProvider provider, string package, Exception? error = null)
    {
        string why = error is null ? "" : $" ({error.Message})";
        return new(provider, $"The provider {provider} is not in the ONNX Runtime of this program{why}", package, error);
    }
}
