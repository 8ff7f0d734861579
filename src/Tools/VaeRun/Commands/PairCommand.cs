using System.CommandLine;
using VaeOnnx.Inference;
using VaeOnnx.Pictures;
using VaeOnnx.Tools.VaeRun.Inputs;
using VaeOnnx.Tools.VaeRun.Outputs;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>What every command takes: the pair, where the result goes, and how the pair runs.</summary>
internal abstract class PairCommand : Command
{
    private readonly Argument<string> pair = new("PAIR") { Description = "The folder with encoder.onnx and decoder.onnx." };
    private readonly Option<string> output = new("--out") { HelpName = "OUTPUT", Required = true };
    private readonly NumberOption<int> batch = new("--batch", "B", "The most data in one run of a graph.") { Least = 1 };
    private readonly NumberOption<int> threads = new("--threads", "T", "Threads that share a run (one a core).") { Least = 1 };
    private readonly ProviderOption provider = new();
    private readonly NumberOption<long> label = new("--class", "C", "The label of all data, for a conditional pair.");
    private readonly Option<string> imageShape = new("--image-shape") { HelpName = "28,28", Description = "How to look at a datum, where the pair does not say." };

    protected PairCommand(string name, string description, string outputs, CancellationToken cancellation)
        : base(name, description)
    {
        Cancellation = cancellation;
        output.Description = outputs;
        Add(pair);
        foreach (Option option in (Option[])[output, batch, threads, provider, label, imageShape]) Add(option);
        SetAction(parsed =>
        {
            using var vae = Load(parsed);
            Run(vae, parsed);
            return 0;
        });
    }

    protected CancellationToken Cancellation { get; }

    /// <summary>Does the work of the command.</summary>
    protected abstract void Run(Vae vae, ParseResult parsed);

    /// <summary>The value of --out.</summary>
    protected string Output(ParseResult parsed) => parsed.GetRequiredValue(output);

    /// <summary>Where decoded data go: a file by the extension of --out.</summary>
    protected OutputFile Decoded(Vae vae, ParseResult parsed, long count, int columns) => OutputFile.Of(
        Output(parsed), new(count, vae.OutputShape, "x"), () => new PictureOutput(LookAt(vae, parsed, vae.OutputLength), PictureRange.OfOutput(vae), columns));

    /// <summary>How a datum looks: --image-shape, or what the pair says, or the shape of the datum itself.</summary>
    protected PictureShape LookAt(Vae vae, ParseResult parsed, int length)
    {
        var sizes = parsed.GetValue(imageShape) is { } text ? Sizes(text) : vae.ImageShape ?? vae.OutputShape;
        var shape = PictureShape.Of(sizes);
        return shape.Length == length
            ? shape
            : throw new VaeOnnxException(ErrorKind.Usage, $"A picture of {string.Join(',', sizes)} has {shape.Length} numbers, a datum {length}: give --image-shape.");
    }

    /// <summary>The label of --class for each of several data; empty for a pair without labels.</summary>
    protected long[] Labels(Vae vae, ParseResult parsed, int count)
    {
        long? value = parsed.GetValue(label);
        if (vae.Classes is not { } classes)
            return value is null ? [] : throw new VaeOnnxException(ErrorKind.Usage, "--class: this pair is not conditional.");
        if (value is null || value < 0 || value >= classes)
            throw new VaeOnnxException(ErrorKind.Usage, $"This pair is conditional: give --class, from 0 to {classes - 1}.");
        var labels = new long[count];
        Array.Fill(labels, value.Value);
        return labels;
    }

    private Vae Load(ParseResult parsed) => Vae.Load(parsed.GetRequiredValue(pair), new()
    {
        BatchSize = parsed.GetValue(batch),
        Threads = parsed.GetValue(threads),
        Provider = parsed.GetValue(provider),
        // One call at a time: lanes would only keep buffers.
        Lanes = 1,
    });

    private static long[] Sizes(string text)
    {
        string[] parts = text.Split(',');
        var sizes = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], System.Globalization.NumberStyles.None, null, out sizes[i]))
                throw new VaeOnnxException(ErrorKind.Usage, $"--image-shape takes sizes such as 28,28 or 3,64,64, not '{text}'.");
        }

        return sizes;
    }
}
