using Microsoft.ML.OnnxRuntime;

namespace VaeOnnx.Inference.Sessions;

/// <summary>Both graphs of a pair, open, and found to be what was stated about them.</summary>
internal sealed class PairSessions : IDisposable
{
    private PairSessions(GraphSession encoder, GraphSession decoder, int? logits, int? reconLogVar, ExecutionProvider provider, string? whyCpu)
    {
        Encoder = encoder;
        Decoder = decoder;
        Logits = logits;
        ReconLogVar = reconLogVar;
        Provider = provider;
        WhyCpu = whyCpu;
    }

    public GraphSession Encoder { get; }

    public GraphSession Decoder { get; }

    /// <summary>Index of the logits among the decoder's outputs, or null.</summary>
    public int? Logits { get; }

    /// <summary>Index of the learned log-variance among the decoder's outputs, or null.</summary>
    public int? ReconLogVar { get; }

    /// <summary>What the graphs run on.</summary>
    public ExecutionProvider Provider { get; }

    /// <summary>Why the CPU took over from the provider that was asked for; null where it did not.</summary>
    public string? WhyCpu { get; }

    /// <summary>Opens both graphs.</summary>
    /// <exception cref="VaeOnnxException">The provider is missing, or a graph is not what was stated about it.</exception>
    public static PairSessions Open(PairBytes pair, PairFacts facts, VaeOptions options)
    {
        NativeRuntime.Ensure();
        try
        {
            return Open(pair, facts, options, whyCpu: null);
        }
        catch (VaeOnnxException error) when (error.Kind == ErrorKind.Usage && options.FallBackToCpu && options.Provider != ExecutionProvider.Cpu)
        {
            return Open(pair, facts, options with { Provider = ExecutionProvider.Cpu, Device = null }, error.Message);
        }
    }

    public void Dispose()
    {
        Encoder.Dispose();
        Decoder.Dispose();
    }

    private static PairSessions Open(PairBytes pair, PairFacts facts, VaeOptions options, string? whyCpu)
    {
        var encoder = OpenEncoder(OpenGraph(pair.Encoder, pair, facts, options, pair.EncoderName), pair, facts, options);
        try
        {
            var session = OpenGraph(pair.Decoder, pair, facts, options, pair.DecoderName);
            return OpenDecoder(session, encoder, pair, facts, options, whyCpu);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    private static GraphSession OpenEncoder(InferenceSession session, PairBytes pair, PairFacts facts, VaeOptions options)
    {
        try
        {
            var signature = new GraphSignature(session, pair.EncoderName);
            string? label = Label(signature, facts);
            var data = signature.Input(facts.Names.Data, facts.Metadata?.InputShape);
            signature.EnsureInputs(data.Name, label);
            var mean = signature.Output(facts.Names.Mean, facts.Metadata?.LatentShape);
            var logVar = signature.Output(facts.Names.Spread, mean.Shape);
            return new(session, data, [mean, logVar], label, options, pair.EncoderName, NativeFunctions.Loaded);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static PairSessions OpenDecoder(
        InferenceSession session, GraphSession encoder, PairBytes pair, PairFacts facts, VaeOptions options, string? whyCpu)
    {
        try
        {
            var signature = new GraphSignature(session, pair.DecoderName);
            string? label = Label(signature, facts);
            var latent = signature.Input(facts.Names.Latent, encoder.Outputs[0].Shape);
            signature.EnsureInputs(latent.Name, label);
            var recon = signature.Output(facts.Names.Recon, facts.Metadata?.OutputShape);
            var outputs = new List<GraphTensor> { recon };
            int? logits = Further(facts.Likelihood == Likelihood.Bernoulli, facts.Names.Logits);
            int? logVar = Further(facts.Likelihood == Likelihood.Gaussian && facts.ReconVariance is null, facts.Names.ReconLogVar);
            var decoder = new GraphSession(session, latent, outputs, label, options, pair.DecoderName, NativeFunctions.Loaded);
            return new(encoder, decoder, logits, logVar, options.Provider, whyCpu);

            int? Further(bool expected, string name)
            {
                if (!expected || !signature.HasOutput(name))
                    return null;
                outputs.Add(signature.Output(name, recon.Shape));
                return outputs.Count - 1;
            }
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static string? Label(GraphSignature signature, PairFacts facts)
    {
        if (facts.Classes is null)
            return null;
        signature.EnsureLabel(facts.Names.Label);
        return facts.Names.Label;
    }

    private static InferenceSession OpenGraph(byte[] model, PairBytes pair, PairFacts facts, VaeOptions options, string name)
    {
        using var settings = SessionSettings.Of(options);
        string? data = ExternalData.Folder(model, name, pair.AreFiles, facts.Metadata?.Pair);
        if (data is not null)
            settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", data);
        try
        {
            return options.OptimizedGraphs is { } folder && data is null
                ? OptimizedGraphs.Open(model, settings, options, folder)
                : new InferenceSession(model, settings);
        }
        catch (OnnxRuntimeException error) when (options.Provider != ExecutionProvider.Cpu)
        {
            throw new ProviderException(options.Provider, $"{name}: {options.Provider} does not run this graph: {error.Message}", package: null, error);
        }
        catch (OnnxRuntimeException error)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{name}: ONNX Runtime does not accept the graph: {error.Message}. Export it again.", error);
        }
    }
}
