namespace VaeOnnx.Inference;

/// <summary>
/// The names by which the graphs of an export are known: files, tensors, the batch dimension. Exporters write them,
/// <c>VaeOnnx.Inference</c> and every other runtime reads them.
/// </summary>
public static class PairContract
{
    /// <summary>The value of <see cref="MetadataKeys.Format"/> that this version writes and understands.</summary>
    public const string FormatVersion = "1";

    /// <summary>The one symbolic dimension: the number of data in a batch, first in every input and output.</summary>
    public const string BatchDimension = "N";

    /// <summary>The encoder's file: <c>x</c> (and <c>y</c>) to <c>mean</c> and <c>logvar</c>.</summary>
    public const string EncoderFile = "encoder.onnx";

    /// <summary>The decoder's file: <c>z</c> (and <c>y</c>) to <c>recon</c>, with <c>logits</c> or <c>recon_logvar</c>.</summary>
    public const string DecoderFile = "decoder.onnx";

    /// <summary>Encoder input [N, …input shape].</summary>
    public const string Data = "x";

    /// <summary>Label of a conditional pair, an input of both graphs: int64 [N], from 0 to the number of classes - 1.</summary>
    public const string Label = "y";

    /// <summary>Decoder input [N, …latent shape].</summary>
    public const string Latent = "z";

    /// <summary>Input uint32 [2] of the graphs that draw: a key as <c>jax.random.key_data</c> gives it.</summary>
    public const string Key = "key";

    /// <summary>Input of the graphs that draw from the prior, an int64 scalar: N, how many.</summary>
    public const string Count = "count";

    /// <summary>Encoder output [N, …latent shape]: the mean of q(z|x).</summary>
    public const string Mean = "mean";

    /// <summary>Encoder output [N, …latent shape]: log σ² of q(z|x), whatever the checkpoint's own head is.</summary>
    public const string LogVar = "logvar";

    /// <summary>Output [N, …output shape] of Bernoulli decoders alone: the log-odds of each element.</summary>
    public const string Logits = "logits";

    /// <summary>Decoder output [N, …output shape]: probabilities of a Bernoulli decoder, values of any other.</summary>
    public const string Recon = "recon";

    /// <summary>Output [N, …output shape] of Gaussian decoders with a learned variance: log σ² of p(x|z).</summary>
    public const string ReconLogVar = "recon_logvar";

    /// <summary>The file names of all roles. Beside these and <see cref="DataFileNames"/>, nothing belongs to an export.</summary>
    public static IReadOnlyList<string> FileNames { get; } = [.. Enum.GetValues<GraphRole>().Select(FileName)];

    /// <summary>The names of the files that hold the weights of graphs too large to hold them themselves.</summary>
    public static IReadOnlyList<string> DataFileNames { get; } = [.. Enum.GetValues<GraphRole>().Select(DataFileName)];

    /// <summary>The file beside the graph of a role that holds its weights, e.g. <c>encoder.onnx.data</c>; there for large graphs alone.</summary>
    public static string DataFileName(GraphRole role) => FileName(role) + ".data";

    /// <summary>The file of a role, e.g. <c>encoder.onnx</c>.</summary>
    public static string FileName(GraphRole role) => EnumWords.Write(role) + ".onnx";
}
