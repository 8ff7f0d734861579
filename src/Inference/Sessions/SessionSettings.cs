using Microsoft.ML.OnnxRuntime;

namespace VaeOnnx.Inference.Sessions;

/// <summary><see cref="VaeOptions"/> as ONNX Runtime takes them.</summary>
internal static class SessionSettings
{
    /// <summary>The settings of one session; the caller disposes them.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: the provider is missing.</exception>
    public static SessionOptions Of(VaeOptions options)
    {
        var session = new SessionOptions
        {
            GraphOptimizationLevel = options.Optimization switch
            {
                OptimizationLevel.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
                OptimizationLevel.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                OptimizationLevel.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
            },
            // What goes wrong is thrown; a library writes nothing to the error stream.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            if (options.Threads is { } threads)
                session.IntraOpNumThreads = threads;
            if (options.Provider != ExecutionProvider.Cpu)
                ProviderTable.Append(session, options);
            foreach (var (key, value) in Entries(options))
                session.AddSessionConfigEntry(key, value);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The settings that ONNX Runtime takes as text.</summary>
    internal static IEnumerable<(string Key, string Value)> Entries(VaeOptions options)
    {
        yield return ("session.intra_op.allow_spinning", options.Spinning ? "1" : "0");
        // Otherwise the CPU runs what the provider does not, and says nothing.
        if (options.Provider != ExecutionProvider.Cpu && !options.FallBackToCpu)
            yield return ("session.disable_cpu_ep_fallback", "1");
    }
}
