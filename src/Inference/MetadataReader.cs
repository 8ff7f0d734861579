using System.Globalization;

namespace VaeOnnx.Inference;

/// <summary>Typed, strict access to the entries of one file; every refusal names the file and the key.</summary>
internal sealed class MetadataReader(IReadOnlyDictionary<string, string> entries, string where)
{
    public void EnsureFormat()
    {
        if (!entries.TryGetValue(MetadataKeys.Format, out string? format))
        {
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{where}: no {MetadataKeys.Format} in the metadata: this graph was not written by VaeOnnx. Export the checkpoint with vae-export.");
        }

        if (format != PairContract.FormatVersion)
        {
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{where}: {MetadataKeys.Format} is '{format}'; this version of VaeOnnx understands '{PairContract.FormatVersion}'. Use the version that wrote the graph, or export the checkpoint again.");
        }
    }

    public bool Has(string key) => entries.ContainsKey(key);

    public string Text(string key)
    {
        if (!entries.TryGetValue(key, out string? value))
            throw new VaeOnnxException(ErrorKind.Input, $"{where}: no {key} in the metadata. Export the checkpoint again with vae-export.");
        return value.Length > 0 ? value : throw Malformed(key, "some text");
    }

    public T Word<T>(string key)
        where T : struct, Enum =>
        EnumWords.TryRead(Text(key), out T value) ? value : throw Malformed(key, "one of " + EnumWords.List<T>());

    public string OneOf(string key, params string[] words) =>
        words.Contains(Text(key)) ? Text(key) : throw Malformed(key, "one of " + string.Join(", ", words));

    public string Sha256(string key) =>
        Text(key) is { Length: 64 } value && value.All(char.IsAsciiHexDigitLower) ? value : throw Malformed(key, "64 lower-case hexadecimal digits");

    public IReadOnlyList<long> Shape(string key)
    {
        string[] parts = Text(key).Split(',');
        var shape = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!TryCount(parts[i], out shape[i]))
                throw Malformed(key, "positive sizes separated by commas, e.g. 1,28,28");
        }

        return shape;
    }

    public long Count(string key) => TryCount(Text(key), out long count) ? count : throw Malformed(key, "a positive whole number");

    public double Number(string key) => TryNumber(Text(key), out double number) ? number : throw Malformed(key, "a finite number");

    public double PositiveNumber(string key) => Number(key) is > 0 and var number ? number : throw Malformed(key, "a positive number");

    public string Range(string key)
    {
        string text = Text(key);
        string[] bounds = text.Split(',');
        bool ordered = bounds.Length == 2 && TryNumber(bounds[0], out double low) && TryNumber(bounds[1], out double high) && low < high;
        return ordered || text == "binary" ? text : throw Malformed(key, "binary, or two numbers such as 0,1");
    }

    private static bool TryCount(string text, out long count) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0;

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    private VaeOnnxException Malformed(string key, string expected) => new(
        ErrorKind.Input,
        $"{where}: {key} is '{entries[key]}', expected {expected}. Export the checkpoint again with vae-export.");
}
