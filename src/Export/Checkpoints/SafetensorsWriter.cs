using System.Buffers.Binary;
using System.Text.Json;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints;

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    /// <summary>
    /// Writes a file, or leaves an existing one untouched if that fails. Equal tensors and metadata give equal bytes: tensors
    /// are ordered by the size of their elements, greatest first, then by name.
    /// </summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="tensors">Each name once; the data are row-major, little-endian, as many bytes as type and shape say.</param>
    /// <param name="metadata">The <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">A name is there twice, or the data are not as long as type and shape say.</exception>
    /// <exception cref="VaeOnnxException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IEnumerable<(string Name, ElementType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = tensors.OrderByDescending(t => t.Type.Size()).ThenBy(t => t.Name, StringComparer.Ordinal).ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, type, shape, data) in ordered)
        {
            if (!names.Add(name))
                throw new ArgumentException($"'{name}' is there twice.", nameof(tensors));
            if (shape.Aggregate((long)type.Size(), (product, d) => checked(product * d)) != data.Length)
                throw new ArgumentException($"'{name}', {type.PythonName()} {Text.Shape(shape)}, has {data.Length} bytes.", nameof(tensors));
        }

        WholeFile.Write(path, stream =>
        {
            stream.Write(Header(ordered, metadata));
            foreach (var tensor in ordered)
                stream.Write(tensor.Data.Span);
        });
    }

    private static byte[] Header(
        List<(string Name, ElementType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)> tensors,
        IReadOnlyDictionary<string, string>? metadata)
    {
        using var header = new MemoryStream();
        header.Write(stackalloc byte[8]);
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            var start = 0L;
            foreach (var (name, type, shape, data) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", TypeName(type));
                WriteNumbers(json, "shape", shape);
                WriteNumbers(json, "data_offsets", [start, start + data.Length]);
                json.WriteEndObject();
                start += data.Length;
            }

            json.WriteEndObject();
        }

        // Spaces, so that the elements begin at a multiple of 8.
        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');

        var bytes = header.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - 8);
        return bytes;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static string TypeName(ElementType type) => type switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Float64 => "F64",
        ElementType.Bool => "BOOL",
        ElementType.Int8 => "I8",
        ElementType.UInt8 => "U8",
        ElementType.Int16 => "I16",
        ElementType.UInt16 => "U16",
        ElementType.Int32 => "I32",
        ElementType.UInt32 => "U32",
        ElementType.Int64 => "I64",
        ElementType.UInt64 => "U64",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
