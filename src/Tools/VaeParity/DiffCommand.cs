using System.CommandLine;
using VaeOnnx.Inference;
using VaeOnnx.Parity;
using VaeOnnx.Parity.Reports;

namespace VaeOnnx.Tools.VaeParity;

/// <summary><c>vae-parity diff onnxA/ onnxB/</c>: where two exports begin to compute different numbers.</summary>
internal sealed class DiffCommand : Command
{
    private readonly Argument<string> one = new("ONNX_A") { Description = "The folder of one pair." };
    private readonly Argument<string> other = new("ONNX_B") { Description = "The folder of the other." };

    public DiffCommand()
        : base("diff", "Compares two exports node by node, in float64, and names the first that differs.")
    {
        Add(one);
        Add(other);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var difference = PairDifference.Of(parsed.GetRequiredValue(one), parsed.GetRequiredValue(other));
        Console.WriteLine(ParityText.Of(difference));
        return difference.First is null ? 0 : (int)ErrorKind.Numbers;
    }
}
