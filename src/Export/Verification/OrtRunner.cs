using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>Runs the very bytes that are written to the file in ONNX Runtime, on one thread of the CPU.</summary>
internal sealed class OrtRunner : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();

    /// <summary>Loads ONNX Runtime and creates its environment, which takes longer than a session: worth doing while a checkpoint is read.</summary>
    public static void WarmUp()
    {
        OnnxRuntimeTelemetry.Disable();
        _ = OrtEnv.Instance();
    }

    /// <param name="model">The bytes of the graph.</param>
    /// <param name="optimization">What is done to it first.</param>
    /// <param name="dataFolder">The folder of its external data, where it has any.</param>
    public OrtRunner(ReadOnlyMemory<byte> model, GraphOptimization optimization, string? dataFolder = null)
    {
        OnnxRuntimeTelemetry.Disable();
        session = Accepted(() => Open(model, optimization, dataFolder));
    }

    public OrtRunner(ModelGraph graph, GraphOptimization optimization)
        : this(graph.Bytes, optimization, graph.Folder)
    {
    }

    private static InferenceSession Open(ReadOnlyMemory<byte> model, GraphOptimization optimization, string? dataFolder)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = optimization == GraphOptimization.All
                ? GraphOptimizationLevel.ORT_ENABLE_ALL
                : GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (dataFolder is not null)
        {
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetFullPath(dataFolder));
        }

        return new InferenceSession(Bytes(model), options);
    }

    /// <summary>The outputs by name, for inputs by name.</summary>
    public IReadOnlyDictionary<string, RunOutput> Run(IEnumerable<RunInput> inputs)
    {
        var names = new List<string>();
        var values = new List<OrtValue>();
        try
        {
            foreach (var input in inputs)
            {
                names.Add(input.Name);
                values.Add(OrtValue.CreateTensorValueFromMemory(
                    OrtMemoryInfo.DefaultInstance, input.Numbers, [.. input.Shape.Select(extent => (long)extent)]));
            }

            return Accepted(() =>
            {
                using var outputs = session.Run(runOptions, names, values, session.OutputNames);
                return session.OutputNames.Zip(outputs, RunOutput.From)
                    .ToDictionary(output => output.Name, StringComparer.Ordinal);
            });
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    public void Dispose()
    {
        runOptions.Dispose();
        session.Dispose();
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> model) =>
        MemoryMarshal.TryGetArray(model, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : model.ToArray();

    private static T Accepted<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (OnnxRuntimeException error)
        {
            throw new VaeOnnxException(
                ErrorKind.Numbers, $"ONNX Runtime does not accept the graph: {error.Message}", error);
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new VaeOnnxException(
                ErrorKind.Unsupported,
                "ONNX Runtime's native library (libonnxruntime.so, onnxruntime.dll, libonnxruntime.dylib) cannot be loaded. Keep it "
                + $"beside the program; without it, only --verify none works. The system says: {error.GetBaseException().Message}",
                error);
        }
    }
}
