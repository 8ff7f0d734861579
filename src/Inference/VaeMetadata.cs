using System.Globalization;

namespace VaeOnnx.Inference;

/// <summary>
/// What a graph says about itself in its <c>metadata_props</c>. All graphs of an export say the same, but for
/// <see cref="Role"/>. Two values are equal when all their entries are.
/// </summary>
public sealed record VaeMetadata
{
    /// <summary>What this graph does.</summary>
    public required GraphRole Role { get; init; }

    /// <summary>One id for all graphs of an export, derived from their content.</summary>
    public required string Pair { get; init; }

    /// <summary>The family of the model, e.g. <c>pytorch-example</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Shape of one datum at the encoder's input, without N.</summary>
    public required IReadOnlyList<long> InputShape { get; init; }

    /// <summary>Shape of one latent, without N.</summary>
    public required IReadOnlyList<long> LatentShape { get; init; }

    /// <summary>Shape of one datum at the decoder's output, without N.</summary>
    public required IReadOnlyList<long> OutputShape { get; init; }

    /// <summary>How to look at a datum, e.g. 28,28 or 3,64,64 (channels first); null when unknown.</summary>
    public IReadOnlyList<long>? ImageShape { get; init; }

    /// <summary>What the encoder expects in <c>x</c>: <c>0,1</c>, <c>-1,1</c> or <c>binary</c>; null when unknown.</summary>
    public string? InputRange { get; init; }

    /// <summary>The distribution whose parameters the decoder gives.</summary>
    public required Likelihood Likelihood { get; init; }

    /// <summary>The variance (σ², not σ) of a Gaussian decoder, where it is fixed; otherwise null.</summary>
    public double? ReconVariance { get; init; }

    /// <summary>What the checkpoint's second head was.</summary>
    public required EncoderHead Head { get; init; }

    /// <summary>The factor that the checkpoint's config states for latents; never applied inside the graphs.</summary>
    public double? LatentScaling { get; init; }

    /// <summary>The shift that the checkpoint's config states for latents; never applied inside the graphs.</summary>
    public double? LatentShift { get; init; }

    /// <summary>Number of labels of a conditional pair; null when the pair takes no label.</summary>
    public long? Classes { get; init; }

    /// <summary>File name of the checkpoint.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 of the checkpoint: 64 lower-case hexadecimal digits.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>
    /// Type of the weights: <c>fp32</c>; <c>fp16</c>, in which the graphs also compute; <c>bf16-weights</c>, bfloat16 that is
    /// widened to float32. Inputs and outputs are float32 in each.
    /// </summary>
    public required string DType { get; init; }

    /// <summary>
    /// The type of the checkpoint's weights, by Python's name, where they were rounded to that of <see cref="DType"/>: what the
    /// unrounded model computes is then near and not the same. Null where no weight was.
    /// </summary>
    public string? RoundedFrom { get; init; }

    /// <summary>How the export was verified: <c>full</c>, <c>quick</c> or <c>none</c>.</summary>
    public required string Verified { get; init; }

    /// <summary>The entries to write: in ordinal order of the keys, the same text on every machine; what is null is left out.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ToEntries()
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(MetadataKeys.Format, PairContract.FormatVersion);
        Add(MetadataKeys.Role, EnumWords.Write(Role));
        Add(MetadataKeys.Pair, Pair);
        Add(MetadataKeys.Family, Family);
        Add(MetadataKeys.InputShape, Join(InputShape));
        Add(MetadataKeys.LatentShape, Join(LatentShape));
        Add(MetadataKeys.OutputShape, Join(OutputShape));
        Add(MetadataKeys.ImageShape, ImageShape is null ? null : Join(ImageShape));
        Add(MetadataKeys.InputRange, InputRange);
        Add(MetadataKeys.Likelihood, EnumWords.Write(Likelihood));
        Add(MetadataKeys.ReconVariance, ReconVariance?.ToString("R", CultureInfo.InvariantCulture));
        Add(MetadataKeys.Head, EnumWords.Write(Head));
        Add(MetadataKeys.LatentScaling, LatentScaling?.ToString("R", CultureInfo.InvariantCulture));
        Add(MetadataKeys.LatentShift, LatentShift?.ToString("R", CultureInfo.InvariantCulture));
        Add(MetadataKeys.Classes, Classes?.ToString(CultureInfo.InvariantCulture));
        Add(MetadataKeys.Source, Source);
        Add(MetadataKeys.SourceSha256, SourceSha256);
        Add(MetadataKeys.DType, DType);
        Add(MetadataKeys.RoundedFrom, RoundedFrom);
        Add(MetadataKeys.Verified, Verified);
        return [.. entries];

        void Add(string key, string? value)
        {
            if (value is not null)
                entries.Add(key, value);
        }

        static string Join(IReadOnlyList<long> shape) =>
            string.Join(',', shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Reads the entries that <see cref="ToEntries"/> wrote. Keys that this version does not know are passed over.</summary>
    /// <param name="entries">The graph's <c>metadata_props</c>, e.g. from <see cref="OnnxMetadata"/>.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: a key is missing or malformed, or the format is another.</exception>
    public static VaeMetadata Parse(IReadOnlyDictionary<string, string> entries, string where)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var reader = new MetadataReader(entries, where);
        reader.EnsureFormat();
        return new VaeMetadata
        {
            Role = reader.Word<GraphRole>(MetadataKeys.Role),
            Pair = reader.Text(MetadataKeys.Pair),
            Family = reader.Text(MetadataKeys.Family),
            InputShape = reader.Shape(MetadataKeys.InputShape),
            LatentShape = reader.Shape(MetadataKeys.LatentShape),
            OutputShape = reader.Shape(MetadataKeys.OutputShape),
            ImageShape = reader.Has(MetadataKeys.ImageShape) ? reader.Shape(MetadataKeys.ImageShape) : null,
            InputRange = reader.Has(MetadataKeys.InputRange) ? reader.Range(MetadataKeys.InputRange) : null,
            Likelihood = reader.Word<Likelihood>(MetadataKeys.Likelihood),
            ReconVariance = reader.Has(MetadataKeys.ReconVariance) ? reader.PositiveNumber(MetadataKeys.ReconVariance) : null,
            Head = reader.Word<EncoderHead>(MetadataKeys.Head),
            LatentScaling = reader.Has(MetadataKeys.LatentScaling) ? reader.Number(MetadataKeys.LatentScaling) : null,
            LatentShift = reader.Has(MetadataKeys.LatentShift) ? reader.Number(MetadataKeys.LatentShift) : null,
            Classes = reader.Has(MetadataKeys.Classes) ? reader.Count(MetadataKeys.Classes) : null,
            Source = reader.Text(MetadataKeys.Source),
            SourceSha256 = reader.Sha256(MetadataKeys.SourceSha256),
            DType = reader.Text(MetadataKeys.DType),
            RoundedFrom = reader.Has(MetadataKeys.RoundedFrom) ? reader.Text(MetadataKeys.RoundedFrom) : null,
            Verified = reader.OneOf(MetadataKeys.Verified, "full", "quick", "none"),
        };
    }

    /// <summary>Refuses an encoder and a decoder that are not of one export.</summary>
    /// <param name="encoder">What <c>encoder.onnx</c> says.</param>
    /// <param name="decoder">What <c>decoder.onnx</c> says.</param>
    /// <param name="where">The folder of the pair, for messages.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: the files are swapped, or say different things.</exception>
    public static void EnsurePair(VaeMetadata encoder, VaeMetadata decoder, string where)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);

        if (encoder.Role == GraphRole.Decoder && decoder.Role == GraphRole.Encoder)
        {
            throw Refused(
                where,
                $"{PairContract.EncoderFile} holds the decoder and {PairContract.DecoderFile} the encoder ({MetadataKeys.Role}): rename them");
        }

        EnsureRole(encoder, GraphRole.Encoder, where);
        EnsureRole(decoder, GraphRole.Decoder, where);

        string? key = FirstDifference(encoder, decoder with { Role = GraphRole.Encoder }, out string ofEncoder, out string ofDecoder);
        if (key is not null)
        {
            throw Refused(
                where,
                $"{PairContract.EncoderFile} and {PairContract.DecoderFile} are not of one export: {key} is {ofEncoder} in the first and {ofDecoder} in the second. Export the checkpoint again with vae-export");
        }
    }

    /// <inheritdoc/>
    public bool Equals(VaeMetadata? other) => other is not null && ToEntries().SequenceEqual(other.ToEntries());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Role, Pair);

    private static void EnsureRole(VaeMetadata metadata, GraphRole role, string where)
    {
        if (metadata.Role != role)
        {
            throw Refused(
                where,
                $"{PairContract.FileName(role)}: {MetadataKeys.Role} is '{EnumWords.Write(metadata.Role)}', expected '{EnumWords.Write(role)}'. Put the file of that role in its place");
        }
    }

    private static string? FirstDifference(VaeMetadata encoder, VaeMetadata decoder, out string ofEncoder, out string ofDecoder)
    {
        var left = new Dictionary<string, string>(encoder.ToEntries());
        var right = new Dictionary<string, string>(decoder.ToEntries());
        // What describes the model first: where that differs too, it tells more than two ids.
        IEnumerable<string> keys = left.Keys.Union(right.Keys)
            .OrderBy(key => key == MetadataKeys.Pair)
            .ThenBy(key => key, StringComparer.Ordinal);
        foreach (string key in keys)
        {
            ofEncoder = left.TryGetValue(key, out string? value) ? $"'{value}'" : "absent";
            ofDecoder = right.TryGetValue(key, out value) ? $"'{value}'" : "absent";
            if (ofEncoder != ofDecoder)
                return key;
        }

        ofEncoder = ofDecoder = "";
        return null;
    }

    private static VaeOnnxException Refused(string where, string what) => new(ErrorKind.Input, $"{where}: {what}.");
}
