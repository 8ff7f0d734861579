using System.CommandLine;
using VaeOnnx.Parity;

namespace VaeOnnx.Tools.VaeParity;

/// <summary><c>vae-parity record onnx/ --inputs x.npy --out DIR</c>: a pair's results as a reference case.</summary>
internal sealed class RecordCommand : Command
{
    private readonly Argument<string> pair = new("ONNX") { Description = "The folder of encoder.onnx and decoder.onnx." };
    private readonly Option<string> inputs = new("--inputs") { HelpName = "X.npy", Description = "float32 data [N, …] for the encoder.", Required = true };
    private readonly Option<string> eps = new("--eps") { HelpName = "EPS.npy", Description = "float32 draws [N, …] for z = mean + eps * exp(logvar / 2); without it z is the mean." };
    private readonly Option<string> output = new("--out") { HelpName = "DIR", Description = "A new folder: .npy arrays, case.json, and model.onnx with test_data_set_0 for ONNX's test runner.", Required = true };

    public RecordCommand()
        : base("record", "Writes what a pair computes as a reference case for this and other runtimes.")
    {
        Add(pair);
        Add(inputs);
        Add(eps);
        Add(output);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var folder = parsed.GetRequiredValue(output);
        var arrays = Recording.Write(parsed.GetRequiredValue(pair), parsed.GetRequiredValue(inputs), folder, parsed.GetValue(eps));
        Console.WriteLine($"wrote {folder}: {string.Join(", ", arrays)}; encoder/ and decoder/ for ONNX's test runner");
        return 0;
    }
}
