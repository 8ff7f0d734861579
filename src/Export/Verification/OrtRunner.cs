using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Export.Verification;

/// <summary>Runs the very bytes that are written to the file in ONNX Runtime, by default on one thread of the CPU.</summary>
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
    /// <param name="provider">Where it runs.</param>
    /// <param name="dataFolder">The folder of its external data, where it has any.</param>
    /// <exception cref="VaeOnnxException">The provider is not there, or ONNX Runtime does not accept the graph.</exception>
    public OrtRunner(
        ReadOnlyMemory<byte> model, GraphOptimization optimization, ExecutionProvider provider = ExecutionProvider.Cpu, string? dataFolder = null)
    {
        OnnxRuntimeTelemetry.Disable();
        session = Accepted(() =>
        {
            using var options = SessionSettings.Of(new()
            {
                Optimization = optimization == GraphOptimization.All ? OptimizationLevel.All : OptimizationLevel.None,
                Provider = provider,
                Threads = 1,
            });
            if (dataFolder is not null)
            {
                options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetFullPath(dataFolder));
            }

            return new InferenceSession(Bytes(model), options);
        });
    }

    public OrtRunner(ModelGraph graph, GraphOptimization optimization, ExecutionProvider provider = ExecutionProvider.Cpu)
        : this(graph.Bytes, optimization, provider, graph.Folder)
    {
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
                values.Add(input.ToValue(session.InputMetadata[input.Name].ElementDataType));
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
