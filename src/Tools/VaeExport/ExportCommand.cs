using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using VaeOnnx.Export;
using VaeOnnx.Export.Reports;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeExport;

/// <summary>The command line of vae-export.</summary>
internal sealed class ExportCommand : RootCommand
{
    private readonly CancellationToken cancellation;

    private readonly Argument<string> model = new("MODEL")
    {
        Description = "A checkpoint: TorchSharp, PyTorch (.pt, .pth, .ckpt), safetensors (or its .index.json), Flax msgpack, .npz. " +
            "What it is, its content tells, never its name.",
    };

    private readonly Option<string> output = new("--out") { HelpName = "DIR", Description = "The folder to write encoder.onnx and decoder.onnx to. An older export there is replaced as a whole." };
    private readonly Option<string> architecture = new("--architecture") { HelpName = "FILE", Description = "What the weights of a model with names of its own do not say: layers, geometry, activations, heads, output. Looked for beside MODEL as <name of MODEL>.json and model.json." };
    private readonly Option<string> family = new("--family") { HelpName = "NAME", Description = "The family of the model, where the names of its tensors leave it open; a name that there is not is answered by those there are." };
    private readonly Option<int?> opset = new("--opset") { HelpName = "N", Description = "Version of ONNX's operator set, 13 to 21 (18)." };
    private readonly Option<GraphPrecision?> precision = new("--dtype") { HelpName = "fp32|fp16|bf16-weights", Description = "How weights are stored: float32 (fp32); float16, in which the graphs also compute; bfloat16, widened to float32 when the graph is loaded. Inputs and outputs are float32 in each." };
    private readonly Option<bool> sampler = new("--sampler") { Description = "Write sampler.onnx, generate.onnx and reconstruct.onnx, too: they draw what jax.random.normal draws with the key that is their input. Opset 18 or more." };
    private readonly Option<VerificationLevel?> verify = new("--verify") { HelpName = "full|quick|none", Description = "How thoroughly ONNX Runtime is compared with float64 arithmetic before anything is written (full)." };
    private readonly Option<string> check = new("--check") { HelpName = "DIR", Description = "Compare with the reference arrays there, too: x.npy, mean.npy, mean_f64.npy, …" };
    private readonly Option<double?> absoluteTolerance = new("--atol") { HelpName = "A", Description = "Absolute tolerance for the float32 arrays of --check (1e-5)." };
    private readonly Option<double?> relativeTolerance = new("--rtol") { HelpName = "R", Description = "Relative tolerance for the float32 arrays of --check (1.3e-6)." };
    private readonly Option<string> report = new("--report") { HelpName = "FILE", Description = "Write the whole report to FILE.md or FILE.json." };
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object and nothing else." };
    private readonly Option<bool> inspect = new("--inspect") { Description = "Print what MODEL holds and what was recognised, and write nothing." };
    private readonly Option<bool> force = new("--force") { Description = "Write into a folder that holds other files. They are left as they are." };

    public ExportCommand(CancellationToken cancellation)
        : base("Turns the checkpoint of a variational autoencoder into encoder.onnx and decoder.onnx, and proves before it writes them that ONNX Runtime computes what float64 arithmetic on the same weights does.")
    {
        this.cancellation = cancellation;
        Add(model);
        (string Purpose, IReadOnlyList<Option> Options)[] groups =
        [
            ("What is written", [output, force, opset, precision, sampler]),
            ("What the model is", [inspect, architecture, family]),
            ("What is checked", [verify, check, absoluteTolerance, relativeTolerance]),
            ("What is reported", [report, json]),
        ];
        foreach (var option in groups.SelectMany(group => group.Options)) Add(option);
        new HelpPage
        {
            Usage = ["vae-export MODEL --out DIR [options]", "vae-export MODEL --inspect [options]"],
            Examples =
            [
                ("vae-export model.pt --out onnx/", "export, and verify ONNX Runtime against float64 arithmetic on the same weights"),
                ("vae-export model.pt --inspect", "what the file holds and what was recognised; nothing is written"),
                ("vae-export model.pt --out onnx/ --check case/", "compare with arrays of your Python program, too"),
                ("vae-export model.pt --out onnx/ --architecture my-vae.json", "an MLP whose names no published example has"),
                ("vae-export model.pt --out onnx/ --verify quick --json", "one row instead of 64, and one JSON object for programs"),
            ],
            Groups = groups,
            Success = "done, and verified as far as --verify asked",
            Failure = "the numbers do not hold; nothing was written",
        }.PrintFor(this);

        opset.CustomParser = result => ParseNumber<int>(result, "a whole number");
        absoluteTolerance.CustomParser = result => ParseNumber<double>(result, "a number");
        relativeTolerance.CustomParser = result => ParseNumber<double>(result, "a number");
        // The words take the place of the names of the enumerations.
        precision.CustomParser = ParsePrecision;
        precision.CompletionSources.Clear();
        precision.CompletionSources.Add("fp32", "fp16", "bf16-weights");
        verify.CustomParser = ParseLevel;
        verify.CompletionSources.Clear();
        verify.CompletionSources.Add("full", "quick", "none");
        SetAction(Run);
    }

    /// <summary>With --json, what is wrong with the arguments is an object, too.</summary>
    public static void ReportWrongUsage(ParseResult parsed, string message)
    {
        if (parsed.Tokens.Any(token => token.Value == "--json")) Console.WriteLine(JsonReport.Error(new(ErrorKind.Usage, message)));
    }

    private int Run(ParseResult parsed)
    {
        try
        {
            EnsureConsistent(parsed);
            if (parsed.GetValue(inspect)) Inspect(parsed);
            else Export(parsed);
            return 0;
        }
        catch (VerificationException failed)
        {
            // The numbers are the news; a report that cannot be written does not hide them.
            TryWriteReport(parsed, failed.Report);
            Print(parsed, failed.Report);
            throw;
        }
        catch (VaeOnnxException error) when (parsed.GetValue(json))
        {
            Console.WriteLine(JsonReport.Error(error));
            throw;
        }
    }

    private void Inspect(ParseResult parsed)
    {
        var inspection = VaeExporter.Inspect(parsed.GetRequiredValue(model), parsed.GetValue(architecture), parsed.GetValue(family));
        Console.WriteLine(parsed.GetValue(json) ? JsonReport.Of(inspection) : TextReport.Of(inspection));
    }

    private void Export(ParseResult parsed)
    {
        var path = parsed.GetValue(report);
        if (path is not null) EnsureOutside(path, parsed.GetRequiredValue(output));
        var defaults = new ExportOptions();
        var options = defaults with
        {
            Architecture = parsed.GetValue(architecture),
            Family = parsed.GetValue(family),
            Opset = parsed.GetValue(opset) ?? defaults.Opset,
            Precision = parsed.GetValue(precision) ?? defaults.Precision,
            Sampler = parsed.GetValue(sampler),
            Verification = parsed.GetValue(verify) ?? defaults.Verification,
            References = parsed.GetValue(check),
            AbsoluteTolerance = parsed.GetValue(absoluteTolerance),
            RelativeTolerance = parsed.GetValue(relativeTolerance),
            Force = parsed.GetValue(force),
        };
        var result = VaeExporter.Export(parsed.GetRequiredValue(model), parsed.GetRequiredValue(output), options, cancellation);
        if (path is not null) ReportFile.Write(path, result);
        Print(parsed, result);
    }

    private void TryWriteReport(ParseResult parsed, ExportReport result)
    {
        try
        {
            if (parsed.GetValue(report) is { } path) ReportFile.Write(path, result);
        }
        catch (VaeOnnxException error)
        {
            Console.Error.WriteLine($"vae-export: {error.Message}");
        }
    }

    private void Print(ParseResult parsed, ExportReport result) =>
        Console.WriteLine(parsed.GetValue(json) ? JsonReport.Of(result) : TextReport.Of(result));

    /// <summary>What the options say together.</summary>
    private void EnsureConsistent(ParseResult parsed)
    {
        Refuse(parsed.GetValue(model) is "", "MODEL is empty: name the checkpoint.");
        foreach (var option in (Option<string>[])[output, architecture, family, check, report])
        {
            Refuse(parsed.GetValue(option) is "", $"{option.Name} is empty.");
        }

        bool inspects = parsed.GetValue(inspect);
        Refuse(!inspects && parsed.GetValue(output) is null, "--out is missing: the folder to write to.");
        var unused = inspects
            ? ((Option[])[output, opset, precision, sampler, verify, check, absoluteTolerance, relativeTolerance, report, force]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })
            : null;
        Refuse(unused is not null, $"--inspect writes nothing and checks no numbers: leave {unused?.Name} out.");
        bool tolerances = parsed.GetValue(absoluteTolerance) is not null || parsed.GetValue(relativeTolerance) is not null;
        Refuse(tolerances && parsed.GetValue(check) is null, "--atol and --rtol are for the arrays of --check.");
    }

    /// <summary>A report inside the folder of the export would be a file that is not ours, in the way of the next export.</summary>
    private static void EnsureOutside(string report, string directory)
    {
        ReportFile.EnsureKnown(report);
        bool isInside = Path.GetDirectoryName(Path.GetFullPath(report)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        Refuse(isInside, $"--report {report} lies in the folder of --out, which holds the export alone: put it beside the folder.");
    }

    private static void Refuse(bool condition, string message)
    {
        if (condition) throw new VaeOnnxException(ErrorKind.Usage, message);
    }

    private static T? ParseNumber<T>(ArgumentResult result, string what)
        where T : struct, INumber<T>
    {
        if (T.TryParse(result.Tokens.Single().Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        result.AddError($"{result.Argument.Name} takes {what}, not '{result.Tokens.Single().Value}'.");
        return null;
    }

    private static GraphPrecision? ParsePrecision(ArgumentResult result)
    {
        switch (result.Tokens is [var token] ? token.Value : "")
        {
            case "fp32": return GraphPrecision.Fp32;
            case "fp16": return GraphPrecision.Fp16;
            case "bf16-weights": return GraphPrecision.Bf16Weights;
            default:
                result.AddError("--dtype takes fp32, fp16 or bf16-weights.");
                return null;
        }
    }

    private static VerificationLevel? ParseLevel(ArgumentResult result)
    {
        switch (result.Tokens is [var token] ? token.Value : "")
        {
            case "full": return VerificationLevel.Full;
            case "quick": return VerificationLevel.Quick;
            case "none": return VerificationLevel.None;
            default:
                result.AddError("--verify takes full, quick or none.");
                return null;
        }
    }
}
