using System.Text;
using System.Text.Json;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Architectures;

/// <summary>Reads the JSON format of <c>vae-architecture.schema.json</c>, and says where a file departs from it.</summary>
internal static class ArchitectureFile
{
    /// <summary>A file that a person writes; anything larger is something else.</summary>
    private const int GreatestLength = 1 << 20;

    /// <summary>A label becomes a row of a table of so many rows and columns.</summary>
    private const int GreatestClasses = 4096;

    /// <summary>Names of values are made different by counting, which takes the square of the number of layers that share one.</summary>
    private const int MostLayers = 1_000;

    private static readonly string[] Spreads = ["logvar", "logstd", "std", "var"];

    /// <summary>Reads a file.</summary>
    public static Architecture Read(string path) => Parse(Load(path), path);

    /// <summary>Reads a file if it is an architecture at all: null for other JSON that happens to lie there.</summary>
    public static Architecture? ReadIfArchitecture(string path)
    {
        using var document = TryParse(Load(path));
        bool ours = document?.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("encoder", out _) && root.TryGetProperty("decoder", out _);
        return ours ? Parse(document!.RootElement, path) : null;
    }

    /// <summary>Reads a text, e.g. from the metadata of a checkpoint.</summary>
    public static Architecture Parse(string json, string source) => Parse(Bounded(Encoding.UTF8.GetBytes(json), source), source);

    private static byte[] Bounded(byte[] json, string source) => json.Length <= GreatestLength ? json : throw TooLong(json.Length, source);

    private static VaeOnnxException TooLong(long length, string source) => new(
        ErrorKind.Input, $"{source}: {Text.Bytes(length)} is too much for an architecture file (at most {Text.Bytes(GreatestLength)}).");

    private static Architecture Parse(byte[] json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Parse(document.RootElement, source);
        }
        catch (JsonException error)
        {
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{source}: not valid JSON: {Text.Printable(error.Message)} An architecture file has the format of vae-architecture.schema.json.",
                error);
        }
        catch (InvalidOperationException error)
        {
            // A text that is half of a surrogate pair: valid JSON, and no text.
            throw new VaeOnnxException(ErrorKind.Input, $"{source}: holds a text that is no valid Unicode: {error.Message}", error);
        }
    }

    private static JsonDocumentOptions Options => new()
    {
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static JsonDocument? TryParse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Load(string path)
    {
        using var file = InputFile.Open(path);
        if (file.Length > GreatestLength) throw TooLong(file.Length, path);

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return bytes.AsSpan().StartsWith(mark) ? bytes[mark.Length..] : bytes;
    }

    private static Architecture Parse(JsonElement root, string source)
    {
        var file = new JsonField(source, "", root).Object(
            "$schema", "description", "family", "input_shape", "output_shape", "image_shape", "input_range", "channels", "classes",
            "encoder", "decoder", "ignore");
        var encoder = file.Required("encoder").Object(["layers", "mean", "joint", .. Spreads]);
        var decoder = file.Required("decoder").Object(
            ["layers", "logits", "probabilities", "real", "variance", .. Spreads.Select(spread => $"recon_{spread}")]);
        var inputShape = file.Required("input_shape").Shape();
        var architecture = new Architecture
        {
            Source = source,
            Family = file.Optional("family") is { } family ? FamilyName(family) : "",
            InputShape = inputShape,
            OutputShape = file.Optional("output_shape")?.Shape() ?? inputShape,
            ImageShape = file.Optional("image_shape") is { } image ? ImageShape(image, inputShape) : null,
            InputRange = file.Optional("input_range")?.OneOf("0,1", "-1,1", "binary"),
            ChannelsLast = file.Optional("channels")?.OneOf("first", "last") == "last",
            Classes = file.Optional("classes")?.Integer(1, GreatestClasses),
            EncoderLayers = Layers(encoder),
            EncoderHeads = EncoderHeads(encoder),
            DecoderLayers = Layers(decoder),
            DecoderHeads = DecoderHeads(decoder),
            Ignore = file.Optional("ignore")?.Items().Select(item => item.String()).ToList() ?? [],
        };
        EnsureLabelsMatch(file, architecture);
        return architecture.Family.Length > 0 ? architecture : architecture with { Family = FamilyOf(architecture) };
    }

    /// <summary>What a model calls itself that does not say: by its layers.</summary>
    private static string FamilyOf(Architecture architecture) =>
        architecture.Layers.Any(layer => layer is ConvolutionLayer) ? Architecture.Convolutional : Architecture.Mlp;

    private static void EnsureLabelsMatch(JsonField file, Architecture architecture)
    {
        var label = architecture.Layers.FirstOrDefault(layer => layer is LabelLayer);
        if (architecture.Classes is null && label is not null)
        {
            throw file.Error($"needs \"classes\", the number of labels: {label.Place} takes one");
        }

        if (architecture.Classes is not null && label is null)
        {
            throw file.Error("has \"classes\", but no layer of encoder or decoder is a \"label\": where does it enter?");
        }
    }

    private static IReadOnlyList<long> ImageShape(JsonField field, IReadOnlyList<long> inputShape)
    {
        var shape = field.Shape();
        long values = shape.Aggregate(1L, (product, size) => product * size), expected = inputShape.Aggregate(1L, (product, size) => product * size);
        return values == expected ? shape : throw field.Error($"has {values} values, and a datum of input_shape has {expected}");
    }

    private static string FamilyName(JsonField field)
    {
        var name = field.String();
        return name.Length is >= 1 and <= 40 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? name
            : throw field.Error("has to be a short name of small letters, digits and '-'");
    }

    private static List<Layer> Layers(JsonField part)
    {
        var layers = part.Optional("layers")?.Items().Take(MostLayers + 1).Select(LayerFields.Layer).ToList() ?? [];
        return layers.Count <= MostLayers ? layers : throw part.Required("layers").Error($"has more than {MostLayers} layers");
    }

    private static EncoderHeads EncoderHeads(JsonField encoder)
    {
        var given = Spreads.Where(name => encoder.Optional(name) is not null).ToList();
        if (encoder.Optional("joint") is { } joint)
        {
            if (encoder.Optional("mean") is not null || given.Count > 0) throw joint.Error("is the head of both: leave \"mean\" and the spread out");
            return JointHead(joint);
        }

        if (given.Count != 1)
        {
            throw encoder.Error("needs one of \"logvar\", \"logstd\", \"std\", \"var\" beside \"mean\", or a \"joint\" head of twice the latent size");
        }

        return new(LayerFields.Head(encoder.Required("mean")), LayerFields.Head(encoder.Required(given[0])), Joint: null, MeanFirst: true, HeadOf(given[0]));
    }

    private static EncoderHeads JointHead(JsonField joint)
    {
        var halves = joint.Optional("halves")?.Items().Select(item => item.OneOf(["mean", .. Spreads])).ToList() ?? ["mean", "logvar"];
        if (halves.Count != 2 || halves.Count(half => half == "mean") != 1)
        {
            throw joint.Error("has \"halves\" that are not a mean and a spread, e.g. [\"mean\", \"logvar\"]");
        }

        return new(Mean: null, Spread: null, LayerFields.Head(joint, "halves"), MeanFirst: halves[0] == "mean", HeadOf(halves.Single(half => half != "mean")));
    }

    private static DecoderHeads DecoderHeads(JsonField decoder)
    {
        string[] kinds = ["logits", "probabilities", "real"];
        var given = kinds.Where(kind => decoder.Optional(kind) is not null).ToList();
        if (given.Count != 1) throw decoder.Error("needs exactly one of \"logits\", \"probabilities\", \"real\": what its last layer gives");

        var spreads = Spreads.Where(name => decoder.Optional($"recon_{name}") is not null).ToList();
        var variance = decoder.Optional("variance");
        if (spreads.Count + (variance is null ? 0 : 1) > 1) throw decoder.Error("has more than one variance");

        var output = LayerFields.Head(decoder.Required(given[0]));
        var kind = Enum.Parse<DecoderOutput>(given[0], ignoreCase: true);
        if (kind != DecoderOutput.Real && (spreads.Count > 0 || variance is not null))
        {
            throw decoder.Error($"gives {given[0]}, which have no variance of their own; it is for \"real\"");
        }

        bool sigmoid = output.Activation is { Kind: Graphs.ActivationKind.Sigmoid };
        if (output.Activation is not null && (kind == DecoderOutput.Logits || (kind == DecoderOutput.Probabilities && !sigmoid)))
        {
            throw decoder.Required(given[0]).Error(
                kind == DecoderOutput.Logits
                    ? "has an activation: then it does not give logits; say \"probabilities\" or \"real\""
                    : "is the sigmoid of a linear layer: leave its activation out, or say \"real\"");
        }

        return new(
            output,
            kind,
            spreads.Count == 1 ? LayerFields.Head(decoder.Required($"recon_{spreads[0]}")) : null,
            spreads.Count == 1 ? HeadOf(spreads[0]) : null,
            variance?.PositiveNumber());
    }

    private static EncoderHead HeadOf(string spread) => spread switch
    {
        "logvar" => EncoderHead.LogVar,
        "logstd" => EncoderHead.LogStd,
        "std" => EncoderHead.Std,
        _ => EncoderHead.Var,
    };
}
