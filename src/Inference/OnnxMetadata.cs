using System.Text;

namespace VaeOnnx.Inference;

/// <summary>
/// Reads <c>metadata_props</c> of an ONNX file without loading the model: the graph is passed over by seeking, so a file
/// of gigabytes costs a few reads.
/// </summary>
public static class OnnxMetadata
{
    // The field numbers are facts of the ONNX specification (onnx.ModelProto, onnx.StringStringEntryProto).
    private const int IrVersionField = 1;
    private const int GraphField = 7;
    private const int MetadataPropsField = 14;
    private const int KeyField = 1;
    private const int ValueField = 2;

    // All entries together. The largest that exporters are known to write are lists of labels, some kilobytes.
    private const int MaxBytes = 16 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the entries of a file.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <returns>All entries, ours and others'; empty when the model has none.</returns>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: unreadable, not an ONNX model, damaged, or a key that stands twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return Read(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Reads the entries of a model from the stream's position to its end.</summary>
    /// <param name="stream">A stream that can seek; it is left open.</param>
    /// <param name="where">What the stream is, for messages.</param>
    /// <returns>All entries, ours and others'; empty when the model has none.</returns>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: not an ONNX model, damaged, or a key that stands twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(Stream stream, string where)
    {
        ArgumentNullException.ThrowIfNull(stream);

        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        var model = new ProtobufScanner(stream);
        bool hasIrVersion = false;
        bool hasGraph = false;
        long bytesLeft = MaxBytes;
        try
        {
            while (model.NextField())
            {
                switch (model.Field)
                {
                    case IrVersionField:
                        hasIrVersion = true;
                        model.ReadVarint();
                        break;
                    case GraphField:
                        hasGraph = true;
                        model.SkipBytes();
                        break;
                    case MetadataPropsField:
                        byte[] entry = model.ReadBytes(bytesLeft);
                        bytesLeft -= entry.Length;
                        AddEntry(entries, entry);
                        break;
                    default:
                        model.Skip();
                        break;
                }
            }
        }
        catch (Exception error) when (hasIrVersion && error is InvalidDataException or EndOfStreamException or DecoderFallbackException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{where}: this ONNX file is cut short or damaged: {error.Message} Export or copy it again.", error);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or DecoderFallbackException)
        {
            throw NotAModel(where, error);
        }

        return hasIrVersion && hasGraph ? entries : throw NotAModel(where);
    }

    private static void AddEntry(Dictionary<string, string> entries, byte[] bytes)
    {
        string key = "";
        string value = "";
        var entry = new ProtobufScanner(new MemoryStream(bytes, writable: false));
        while (entry.NextField())
        {
            if (entry.Field == KeyField)
                key = StrictUtf8.GetString(entry.ReadBytes(bytes.Length));
            else if (entry.Field == ValueField)
                value = StrictUtf8.GetString(entry.ReadBytes(bytes.Length));
            else
                entry.Skip();
        }

        if (!entries.TryAdd(key, value))
            throw new InvalidDataException($"The metadata key '{key}' stands twice.");
    }

    private static VaeOnnxException NotAModel(string where, Exception? error = null) =>
        new(ErrorKind.Input, $"{where}: this is not an ONNX model. Give a file that an exporter such as vae-export wrote.", error);
}
