using System.CommandLine;
using VaeOnnx.Inference;
using VaeOnnx.Parity;
using VaeOnnx.Parity.Reports;

namespace VaeOnnx.Tools.VaeParity;

/// <summary><c>vae-parity compare a.npy b.npy</c>: two arrays, or all arrays of two folders.</summary>
internal sealed class CompareCommand : Command
{
    private readonly Argument<string> actual = new("ACTUAL") { Description = "A .npy file, or a folder of them." };
    private readonly Argument<string> expected = new("EXPECTED") { Description = "What it should be: a file or a folder likewise." };
    private readonly ToleranceOptions tolerance = new();

    public CompareCommand()
        : base("compare", "Compares two arrays, or the arrays of two folders.")
    {
        Add(actual);
        Add(expected);
        Add(tolerance.Absolute);
        Add(tolerance.Relative);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var comparisons = ArrayComparison.Compare(
            parsed.GetRequiredValue(actual), parsed.GetRequiredValue(expected), parsed.GetValue(tolerance.Absolute), parsed.GetValue(tolerance.Relative));
        Console.WriteLine(ParityText.Of(comparisons));
        return comparisons.All(comparison => comparison.Comparison.Passed) ? 0 : (int)ErrorKind.Numbers;
    }
}
