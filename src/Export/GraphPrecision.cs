using VaeOnnx.Data;

namespace VaeOnnx.Export;

/// <summary>How graphs store weights, and what they compute with. Inputs and outputs are float32 in each.</summary>
public enum GraphPrecision
{
    /// <summary>Weights and arithmetic in float32.</summary>
    Fp32,

    /// <summary>Weights and arithmetic in float16: half of the file, three digits.</summary>
    Fp16,

    /// <summary>Weights in bfloat16, widened when the graph is loaded; arithmetic in float32: half of the file, two digits of each weight.</summary>
    Bf16Weights,
}

/// <summary>Facts about <see cref="GraphPrecision"/>.</summary>
internal static class GraphPrecisions
{
    /// <summary>The word on the command line and in <c>vae.dtype</c>.</summary>
    public static string Word(this GraphPrecision precision) => precision switch
    {
        GraphPrecision.Fp16 => "fp16",
        GraphPrecision.Bf16Weights => "bf16-weights",
        _ => "fp32",
    };

    /// <summary>What a word stands for; null for one that is none.</summary>
    public static GraphPrecision? Of(string word)
    {
        foreach (var precision in Enum.GetValues<GraphPrecision>())
        {
            if (precision.Word() == word) return precision;
        }

        return null;
    }

    /// <summary>The type in which weights are stored.</summary>
    public static ElementType WeightType(this GraphPrecision precision) => precision switch
    {
        GraphPrecision.Fp16 => ElementType.Float16,
        GraphPrecision.Bf16Weights => ElementType.BFloat16,
        _ => ElementType.Float32,
    };
}
