using System.Text;

namespace VaeOnnx.Inference;

/// <summary>
/// The file beside a graph that holds its large tensors, where they are more than one ONNX file takes well. ONNX gives it no
/// mark: ours begins with a page that names the export, so that the data of another export are never taken for its weights.
/// </summary>
internal static class ExternalDataFile
{
    /// <summary>Bytes before the first tensor.</summary>
    public const int HeaderLength = 4096;

    // The field numbers are facts of the ONNX specification (onnx.ModelProto, onnx.GraphProto, onnx.TensorProto).
    private const int GraphField = 7;
    private const int InitializerField = 5;
    private const int ExternalDataField = 13;
    private const int KeyField = 1;
    private const int ValueField = 2;
    private const int MostEntryBytes = 1 << 16;

    private static readonly byte[] Mark = Encoding.ASCII.GetBytes("VaeOnnx external data of the pair ");

    /// <summary>The first page of the file.</summary>
    /// <param name="pair"><c>vae.pair</c> of the graphs.</param>
    public static byte[] Header(string pair)
    {
        var header = new byte[HeaderLength];
        Mark.CopyTo(header, 0);
        Encoding.ASCII.GetBytes(pair + "\n").CopyTo(header, Mark.Length);
        return header;
    }

    /// <summary>The export that a file says it is of; null for a file that is not ours.</summary>
    public static string? PairId(string path)
    {
        Span<byte> start = stackalloc byte[Mark.Length + 65];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (!start.StartsWith(Mark)) return null;

        var id = start[Mark.Length..];
        int end = id.IndexOf((byte)'\n');
        return end > 0 ? Encoding.ASCII.GetString(id[..end]) : null;
    }

    /// <summary>The files in which a graph says that its tensors lie, each once; empty where it holds all of them itself.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: damaged.</exception>
    public static IReadOnlyList<string> Locations(byte[] model, string where)
    {
        var locations = new List<string>();
        try
        {
            var stream = new MemoryStream(model, writable: false);
            Messages(stream, model.Length, GraphField, graph => Messages(stream, graph, InitializerField, tensor =>
                Messages(stream, tensor, ExternalDataField, entry => AddLocation(stream, entry, locations))));
            return locations;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or DecoderFallbackException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{where}: this ONNX file is cut short or damaged: {error.Message} Export or copy it again.", error);
        }
    }

    /// <summary>Calls for each field of a number in the message that ends at a position, with the end of that field.</summary>
    private static void Messages(Stream stream, long end, int field, Action<long> found)
    {
        var message = new ProtobufScanner(stream);
        while (stream.Position < end && message.NextField())
        {
            if (message.Field != field)
            {
                message.Skip();
                continue;
            }

            long last = message.EnterMessage();
            if (last > end) throw new InvalidDataException($"Field {field} is longer than what holds it.");
            found(last);
            stream.Position = last;
        }
    }

    private static void AddLocation(Stream stream, long end, List<string> locations)
    {
        string key = "", value = "";
        var entry = new ProtobufScanner(stream);
        while (stream.Position < end && entry.NextField())
        {
            if (entry.Field == KeyField) key = Encoding.UTF8.GetString(entry.ReadBytes(MostEntryBytes));
            else if (entry.Field == ValueField) value = Encoding.UTF8.GetString(entry.ReadBytes(MostEntryBytes));
            else entry.Skip();
        }

        if (key == "location" && !locations.Contains(value)) locations.Add(value);
    }
}
