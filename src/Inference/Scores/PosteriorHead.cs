using System.Numerics.Tensors;

namespace VaeOnnx.Inference.Scores;

/// <summary>The second output of a plain encoder, whatever it holds, as log σ².</summary>
internal static class PosteriorHead
{
    /// <summary>In place. Nothing is done to a log-variance, which every pair of ours gives.</summary>
    public static void ToLogVar(Span<float> values, EncoderHead head)
    {
        switch (head)
        {
            case EncoderHead.LogVar:
                return;
            case EncoderHead.LogStd:
                TensorPrimitives.Multiply(values, 2f, values);
                return;
            case EncoderHead.Std:
                TensorPrimitives.Log(values, values);
                TensorPrimitives.Multiply(values, 2f, values);
                return;
            case EncoderHead.Var:
                TensorPrimitives.Log(values, values);
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(head), head, "No such head.");
        }
    }
}
