using VaeOnnx.Inference;

namespace VaeOnnx.Export.Graphs;

/// <summary>The versions of the default ONNX operator set that graphs can be written for.</summary>
internal static class Opset
{
    public const int Default = 18;
    public const int Least = 13;
    public const int Greatest = 21;

    /// <summary>BitwiseAnd and BitwiseXor came with 18.</summary>
    public const int LeastForSampler = 18;

    /// <summary>Refuses a version outside <see cref="Least"/> to <see cref="Greatest"/>.</summary>
    public static void Ensure(int opset)
    {
        if (opset is < Least or > Greatest)
        {
            throw new VaeOnnxException(
                ErrorKind.Usage,
                $"opset {opset} is not supported: pass one from {Least} to {Greatest} (the default is {Default}).");
        }
    }

    /// <summary>Refuses a version without the bitwise operators.</summary>
    public static void EnsureSampler(int opset)
    {
        if (opset < LeastForSampler)
        {
            throw new VaeOnnxException(
                ErrorKind.Usage,
                $"opset {opset} has no bitwise operators, which the graphs of --sampler are made of: pass one from {LeastForSampler} to {Greatest}.");
        }
    }

    /// <summary>The file format version that came with an operator set (ONNX, docs/Versioning.md, table of released versions).</summary>
    public static long IrVersion(int opset) => opset switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        _ => 10,
    };
}
