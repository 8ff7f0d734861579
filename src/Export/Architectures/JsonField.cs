using System.Text.Json;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Architectures;

/// <summary>A value of a JSON file together with where it stands, so that an error can say so.</summary>
/// <param name="Source">The file.</param>
/// <param name="Path">The place in it, e.g. <c>encoder.layers[1].activation</c>; empty for the whole.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonField(string Source, string Path, JsonElement Value)
{
    /// <summary>The members of an object that has no others than these.</summary>
    public JsonField Object(params ReadOnlySpan<string> known)
    {
        if (Value.ValueKind != JsonValueKind.Object) throw Error("has to be an object");
        foreach (var member in Value.EnumerateObject())
        {
            if (known.Contains(member.Name)) continue;
            throw Error(
                $"has a member {Text.Printable(member.Name)} that the format does not know.{Text.DidYouMean(member.Name, known.ToArray())}");
        }

        return this;
    }

    /// <summary>A member, or null where it is absent.</summary>
    public JsonField? Optional(string name) => Value.TryGetProperty(name, out var member)
        ? new JsonField(Source, Path.Length == 0 ? name : $"{Path}.{name}", member)
        : null;

    /// <summary>A member that has to be there.</summary>
    public JsonField Required(string name) => Optional(name) ?? throw Error($"needs a member \"{name}\"");

    public string String() => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Error("has to be a text");

    /// <summary>One of a few texts.</summary>
    public string OneOf(params ReadOnlySpan<string> values)
    {
        var text = String();
        return values.Contains(text)
            ? text
            : throw Error($"is \"{Text.Printable(text)}\"; it can be {string.Join(", ", values.ToArray())}");
    }

    public double PositiveNumber() =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out var number) && double.IsFinite(number) && number > 0
            ? number
            : throw Error("has to be a number above 0");

    /// <summary>A whole number within limits.</summary>
    public long Integer(long least, long greatest) =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetInt64(out var number) && number >= least && number <= greatest
            ? number
            : throw Error($"has to be a whole number from {least} to {greatest}");

    /// <summary>One whole number for both axes of an image, or a list of two: [height, width].</summary>
    public (long Height, long Width) OneOrTwo(long least, long greatest)
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            long both = Integer(least, greatest);
            return (both, both);
        }

        var sizes = Items().Select(item => item.Integer(least, greatest)).ToArray();
        return sizes is [var height, var width] ? (height, width) : throw Error("has to be one number, or two: [height, width]");
    }

    public IEnumerable<JsonField> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array) throw Error("has to be a list");
        var (source, path) = (Source, Path);
        return Value.EnumerateArray().Select((item, i) => new JsonField(source, $"{path}[{i}]", item));
    }

    /// <summary>A shape without N: one to four sizes from 1 up, whose product fits into 31 bits.</summary>
    public IReadOnlyList<long> Shape()
    {
        var sizes = Items()
            .Select(item => item.Value.ValueKind == JsonValueKind.Number && item.Value.TryGetInt32(out var size) && size > 0
                ? (long)size
                : throw item.Error("has to be a whole number from 1 up"))
            .ToArray();
        bool fits = sizes.Aggregate((Int128)1, (product, size) => product > int.MaxValue ? product : product * size) <= int.MaxValue;
        return sizes.Length is >= 1 and <= 4 && fits
            ? sizes
            : throw Error("has to be a shape without the batch, e.g. [784] or [1, 28, 28]");
    }

    public VaeOnnxException Error(string what) => new(
        ErrorKind.Input,
        $"{Source}: {(Path.Length == 0 ? "the architecture" : Path)} {what}. The format is described by vae-architecture.schema.json.");
}
