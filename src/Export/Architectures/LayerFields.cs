using System.Globalization;
using System.Text.Json;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Export.Architectures;

/// <summary>Reads the layers of an architecture file, each by the member that says what it is.</summary>
internal static class LayerFields
{
    /// <summary>More than any stride, padding or factor of a model; small enough that no arithmetic with it overflows.</summary>
    private const long Greatest = 1 << 16;

    /// <summary>What each kind of layer takes. The first member says which kind it is.</summary>
    private static readonly Dictionary<string, string[]> Members = new()
    {
        ["label"] = ["label", "linear", "weight", "bias", "layout"],
        ["linear"] = ["linear", "weight", "bias", "layout"],
        ["conv"] = ["conv", "weight", "bias", "layout", "stride", "padding", "dilation", "groups"],
        ["conv_transpose"] = ["conv_transpose", "weight", "bias", "layout", "stride", "padding", "output_padding", "dilation", "groups"],
        ["batch_norm"] = ["batch_norm", "statistics", "eps"],
        ["flatten"] = ["flatten"],
        ["reshape"] = ["reshape"],
        ["upsample"] = ["upsample"],
    };

    private static readonly string[] All = [.. Members.Values.SelectMany(members => members).Distinct(), "activation", "slope"];

    /// <summary>A layer between input and heads.</summary>
    public static Layer Layer(JsonField field) => Layer(field, []);

    /// <summary>A head, which may have a further member of its place.</summary>
    public static KernelLayer Head(JsonField field, params string[] further) =>
        Layer(field, further) as KernelLayer ?? throw field.Error("is a head: \"linear\", \"conv\" or \"conv_transpose\"");

    private static Layer Layer(JsonField field, string[] further)
    {
        field.Object([.. All, .. further]);
        var kind = Kind(field);
        if (All.Except(["activation", "slope"]).Except(Members[kind]).FirstOrDefault(name => field.Optional(name) is not null) is { } foreign)
        {
            throw field.Error($"has a \"{foreign}\", which a {kind} does not take");
        }

        Layer layer = kind switch
        {
            "linear" => new LinearLayer(Tensors(field, "linear", ["out_in"], "in_out")) { Place = field.Path },
            "conv" => new ConvolutionLayer(Tensors(field, kind, ["oihw"], "hwio"), Geometry(field, transposed: false)) { Place = field.Path },
            "conv_transpose" => new ConvolutionLayer(Tensors(field, kind, ["iohw"], "hwio"), Geometry(field, transposed: true)) { Place = field.Path },
            "batch_norm" => new BatchNormLayer(
                field.Required(kind).String(), field.Optional("statistics")?.String(), field.Optional("eps") is { } eps ? Short(eps) : 1e-5) { Place = field.Path },
            "flatten" => field.Required(kind).Value.ValueKind == JsonValueKind.True
                ? new FlattenLayer { Place = field.Path }
                : throw field.Required(kind).Error("has to be true"),
            "reshape" => new ReshapeLayer(field.Required(kind).Shape()) { Place = field.Path },
            "upsample" => new UpsampleLayer(field.Required(kind).Integer(1, Greatest)) { Place = field.Path },
            _ => Label(field),
        };
        return layer with { Activation = Activation(field) };
    }

    private static string Kind(JsonField field)
    {
        var given = Members.Keys.Where(kind => field.Optional(kind) is not null).ToList();
        return given switch
        {
            [] => "linear", // By the names of its tensors.
            [var kind] => kind,
            ["label", "linear"] => "label",
            _ => throw field.Error($"is both \"{given[0]}\" and \"{given[1]}\": a layer is one of them"),
        };
    }

    private static LabelLayer Label(JsonField field)
    {
        bool first = field.Required("label").OneOf("append", "prepend") == "prepend";
        bool embedded = Members["linear"].Any(name => field.Optional(name) is not null);
        return new(first, embedded ? Tensors(field, "linear", ["out_in"], "in_out") : null) { Place = field.Path };
    }

    private static TensorReference Tensors(JsonField field, string kind, string[] torch, string flax)
    {
        var (name, kernel) = (field.Optional(kind)?.String(), field.Optional("weight")?.String());
        if (kind == "linear" && (name is null) == (kernel is null))
        {
            throw field.Error(
                "needs \"linear\" (the common name of weight and bias) or \"weight\" (the name of the matrix), or is one of " +
                string.Join(", ", Members.Keys.Where(other => other != "linear").Select(other => $"\"{other}\"")));
        }

        var bias = field.Optional("bias");
        bool hasBias = bias?.Value.ValueKind != JsonValueKind.False;
        var biasName = hasBias ? bias?.String() : null;
        if (hasBias && name is null && biasName is null) throw field.Error("needs \"bias\": the name of the bias, or false");

        var layout = field.Optional("layout")?.OneOf([.. torch, flax]);
        return new(name, kernel, biasName, hasBias, layout is null ? null : layout == flax);
    }

    private static ConvolutionGeometry Geometry(JsonField field, bool transposed)
    {
        var geometry = new ConvolutionGeometry
        {
            Transposed = transposed,
            Stride = field.Optional("stride")?.OneOrTwo(1, Greatest) ?? (1, 1),
            Dilation = field.Optional("dilation")?.OneOrTwo(1, Greatest) ?? (1, 1),
            OutputPadding = field.Optional("output_padding")?.OneOrTwo(0, Greatest) ?? (0, 0),
            Groups = field.Optional("groups")?.Integer(1, Greatest) ?? 1,
            Padding = field.Optional("padding") is { } padding ? Padding(padding) : new(0, 0, 0, 0),
        };
        var (added, stride, dilation) = (geometry.OutputPadding, geometry.Stride, geometry.Dilation);
        bool fits = added.Height < Math.Max(stride.Height, dilation.Height) && added.Width < Math.Max(stride.Width, dilation.Width);
        if (transposed && !fits) throw field.Required("output_padding").Error("has to be smaller than the stride");
        if (geometry.Padding is null && added != (0, 0)) throw field.Required("output_padding").Error("and the padding \"same\" exclude each other: \"same\" says the size");
        return geometry;
    }

    /// <summary>One number, [height, width], [top, left, bottom, right], or <c>same</c>: null.</summary>
    private static Padding? Padding(JsonField field)
    {
        if (field.Value.ValueKind == JsonValueKind.String)
        {
            field.OneOf("same");
            return null;
        }

        if (field.Value.ValueKind == JsonValueKind.Array && field.Value.GetArrayLength() == 4)
        {
            var sides = field.Items().Select(item => item.Integer(0, Greatest)).ToArray();
            return new(sides[0], sides[1], sides[2], sides[3]);
        }

        var (height, width) = field.OneOrTwo(0, Greatest);
        return new(height, width, height, width);
    }

    private static Activation? Activation(JsonField field)
    {
        var (function, slope) = (field.Optional("activation"), field.Optional("slope"));
        if (function is not { } given)
        {
            return slope is null ? null : throw field.Error("has a \"slope\" without an activation");
        }

        var name = given.String();
        if (!ActivationNames.TryParse(name, out var kind))
        {
            throw given.Error(
                $"is \"{Text.Printable(name)}\"; it can be {string.Join(", ", ActivationNames.All)}.{Text.DidYouMean(name, ActivationNames.All)}");
        }

        bool leaky = kind == ActivationKind.LeakyRelu;
        if (leaky != slope is not null) throw field.Error(leaky ? "needs the \"slope\" of its leaky_relu" : "has a \"slope\", which only leaky_relu takes");
        return new(kind, leaky ? Slope(slope!.Value) : 0);
    }

    private static double Slope(JsonField field)
    {
        var slope = field.PositiveNumber();
        return float.IsNormal((float)slope) ? slope : throw field.Error("is no number that float32 can hold");
    }

    /// <summary>A number that an attribute holds: it is the shortest decimal of its float32.</summary>
    private static double Short(JsonField field)
    {
        var number = field.PositiveNumber();
        return float.IsNormal((float)number) && double.Parse(((float)number).ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) == number
            ? number
            : throw field.Error("has to be a number of at most 7 digits, such as 1e-5");
    }
}
