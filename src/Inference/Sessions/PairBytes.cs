using System.Reflection;

namespace VaeOnnx.Inference.Sessions;

/// <summary>The two files of a pair in memory, so that what was checked is what runs.</summary>
/// <param name="Encoder">The bytes of the encoder.</param>
/// <param name="Decoder">The bytes of the decoder.</param>
/// <param name="EncoderName">What messages call the encoder.</param>
/// <param name="DecoderName">What messages call the decoder.</param>
/// <param name="Where">What messages call the pair.</param>
internal sealed record PairBytes(byte[] Encoder, byte[] Decoder, string EncoderName, string DecoderName, string Where)
{
    /// <summary>Whether the names are those of files, beside which external data may lie.</summary>
    public bool AreFiles { get; private init; }

    /// <summary>
    /// Reads two files. An export that is replaced meanwhile (in one exchange of its folder) can leave an old encoder with a
    /// new decoder in our hands, so that a difference in <c>vae.pair</c> is looked at a second time.
    /// </summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: a file cannot be read.</exception>
    public static PairBytes Read(string encoder, string decoder, string where) => Read(encoder, decoder, where, ReadFile);

    /// <inheritdoc cref="Read(string, string, string)"/>
    internal static PairBytes Read(string encoder, string decoder, string where, Func<string, byte[]> read)
    {
        var pair = ReadOnce();
        return pair.IsMixed() ? ReadOnce() : pair;

        PairBytes ReadOnce() => new(read(encoder), read(decoder), encoder, decoder, where) { AreFiles = true };
    }

    /// <summary>Reads two embedded resources, each by its whole name or by an ending of it that only one has.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: there is no such resource, or more than one.</exception>
    public static PairBytes FromResources(Assembly assembly, string encoder, string decoder)
    {
        string where = assembly.GetName().Name ?? "the assembly";
        return new(ReadResource(assembly, encoder, where), ReadResource(assembly, decoder, where), encoder, decoder, where);
    }

    private bool IsMixed() =>
        PairId(Encoder, EncoderName) is { } first && PairId(Decoder, DecoderName) is { } second && first != second;

    private static string? PairId(byte[] model, string name) =>
        OnnxMetadata.Read(new MemoryStream(model, writable: false), name).GetValueOrDefault(MetadataKeys.Pair);

    private static byte[] ReadFile(string path)
    {
        try
        {
            // Delete: so that Windows, too, lets an exporter replace the file meanwhile.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            if (file.Length > Array.MaxLength)
                throw new VaeOnnxException(ErrorKind.Unsupported, $"{path}: {file.Length} bytes; at most {Array.MaxLength} are loaded. ONNX itself ends at 2 GB a file.");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message} A pair is made by vae-export.", error);
        }
    }

    private static byte[] ReadResource(Assembly assembly, string name, string where)
    {
        string[] all = assembly.GetManifestResourceNames();
        string[] fitting = all.Contains(name) ? [name] : [.. all.Where(candidate => candidate.EndsWith(name, StringComparison.Ordinal))];
        if (fitting.Length != 1)
        {
            string found = all.Length == 0 ? "none" : string.Join(", ", all);
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{where}: {(fitting.Length == 0 ? "no" : "more than one")} embedded resource is named {name}; there are: {found}. Add <EmbeddedResource Include=\"{name}\" /> to the project.");
        }

        using var stream = assembly.GetManifestResourceStream(fitting[0])!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
