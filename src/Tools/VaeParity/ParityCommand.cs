using System.CommandLine;
using VaeOnnx.Export.Reports;
using VaeOnnx.Inference;
using VaeOnnx.Parity;
using VaeOnnx.Parity.Reports;

namespace VaeOnnx.Tools.VaeParity;

/// <summary>The command line of vae-parity: a pair against reference cases, and three further commands.</summary>
internal sealed class ParityCommand : RootCommand
{
    private readonly CancellationToken cancellation;

    private readonly Argument<string> pair = new("ONNX") { Description = "The folder of encoder.onnx and decoder.onnx." };
    private readonly Option<string[]> references = new("--reference") { HelpName = "DIR", Description = "A folder of arrays that the Python program computed: x.npy, mean.npy, mean_f64.npy, … May be given several times.", AllowMultipleArgumentsPerToken = true };
    private readonly ToleranceOptions tolerance = new();
    private readonly ProviderOption provider = new();
    private readonly Option<string> junit = new("--junit") { HelpName = "FILE", Description = "Write the verdicts as JUnit XML, for CI." };
    private readonly Option<string> json = new("--json") { HelpName = "FILE", Description = "Write the whole report as JSON." };
    private readonly Option<string> plots = new("--plots") { HelpName = "DIR", Description = "Write pictures: distances in float32 numbers, errors by element, reconstructions and their differences." };
    private readonly Option<string> markdown = new("--markdown") { HelpName = "FILE", Description = "Write the tables as Markdown." };

    public ParityCommand(CancellationToken cancellation)
        : base("Holds exported graphs against the numbers of the Python program they come from.")
    {
        this.cancellation = cancellation;
        Add(pair);
        (string Purpose, IReadOnlyList<Option> Options)[] groups =
        [
            ("What is compared", [references, tolerance.Absolute, tolerance.Relative, provider]),
            ("What is reported", [junit, json, markdown, plots]),
        ];
        foreach (var option in groups.SelectMany(group => group.Options)) Add(option);
        Add(new CompareCommand());
        Add(new RecordCommand());
        Add(new DiffCommand());
        SetAction(Run);
        new HelpPage
        {
            Usage = ["vae-parity ONNX --reference DIR [options]", "vae-parity COMMAND [options]"],
            Examples =
            [
                ("vae-parity onnx/ --reference case/", "hold a pair against the arrays of a Python program"),
                ("vae-parity onnx/ --reference case/ --junit parity.xml --markdown parity.md", "the same, with reports for CI"),
                ("vae-parity compare a.npy b.npy", "two arrays, or all arrays of two folders"),
                ("vae-parity record onnx/ --inputs x.npy --out case/", "write what a pair computes as a case"),
                ("vae-parity diff onnxA/ onnxB/", "the first node at which two exports compute different numbers"),
            ],
            Groups = groups,
            Success = "the numbers hold",
            Failure = "the numbers do not hold, or two exports differ",
        }.PrintFor(this);
    }

    private int Run(ParseResult parsed)
    {
        var folders = parsed.GetValue(references) ?? [];
        if (folders.Length == 0) throw new VaeOnnxException(ErrorKind.Usage, "--reference is missing: the folder of arrays to compare with.");
        var options = new ParityOptions
        {
            AbsoluteTolerance = parsed.GetValue(tolerance.Absolute),
            RelativeTolerance = parsed.GetValue(tolerance.Relative),
            Provider = parsed.GetValue(provider),
            KeepNumbers = parsed.GetValue(plots) is not null,
        };
        var report = ParityCheck.Check(parsed.GetRequiredValue(pair), folders, options, cancellation);
        Console.WriteLine(ParityText.Of(report));
        if (parsed.GetValue(junit) is { } xml) ReportFile.WriteText(xml, ParityJUnit.Of(report));
        if (parsed.GetValue(json) is { } objects) ReportFile.WriteText(objects, ParityJson.Of(report));
        if (parsed.GetValue(markdown) is { } page) ReportFile.WriteText(page, ParityMarkdown.Of(report));
        if (parsed.GetValue(plots) is { } folder)
        {
            var files = ParityPlots.Write(report, folder);
            Console.WriteLine($"{files.Count} pictures written to {folder}");
        }

        return report.Passed ? 0 : (int)ErrorKind.Numbers;
    }
}
