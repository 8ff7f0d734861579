using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>Files made by hand, byte by byte.</summary>
internal static class Bytes
{
    /// <summary>Joins text (one byte a character), single bytes and arrays.</summary>
    public static byte[] Of(params object[] parts) => [.. parts.SelectMany(part => part switch
    {
        string text => Encoding.Latin1.GetBytes(text),
        int one => [(byte)one],
        byte[] many => many,
        _ => throw new ArgumentException($"{part} is no bytes", nameof(parts)),
    })];

    /// <summary>A text of a pickle.</summary>
    public static byte[] Text(string text) => Of("X", Int(text.Length), text);

    /// <summary>A number of a pickle.</summary>
    public static byte[] Number(long number) => number == (int)number ? Of("J", Int((int)number)) : Of(0x8A, 8, Long(number));

    /// <summary>A tuple of numbers of a pickle.</summary>
    public static byte[] Tuple(params long[] numbers) => Of(["(", .. numbers.Select(Number), "t"]);

    /// <summary>The opcodes that build a float32 tensor.</summary>
    public static byte[] Tensor(string key, long count, long offset, long[] shape, long[] strides, string storage = "FloatStorage") => Of(
        "ctorch._utils\n_rebuild_tensor_v2\n((", Text("storage"), "ctorch\n", storage, "\n", Text(key), Text("cpu"), Number(count), "tQ",
        Number(offset), Tuple(shape), Tuple(strides), 0x89, "ccollections\nOrderedDict\n)RtR");

    /// <summary>A pickle of a dict with one entry.</summary>
    public static byte[] Dict(string key, byte[] value) => Of(0x80, 2, "}", Text(key), value, "s.");

    /// <summary>A file as torch.save writes it.</summary>
    public static string TorchZip(TemporaryFolder folder, byte[] pickle, params (string Key, byte[] Data)[] storages)
    {
        (string, byte[])[] entries = [("m/data.pkl", pickle), .. storages.Select(s => ($"m/data/{s.Key}", s.Data))];
        return Zip(folder, entries);
    }

    /// <summary>A zip archive of stored entries.</summary>
    public static string Zip(TemporaryFolder folder, params (string Name, byte[] Data)[] entries)
    {
        var path = folder["model.pt"];
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, data) in entries)
        {
            using var stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(data);
        }

        return path;
    }

    /// <summary>A safetensors file with the given header.</summary>
    public static byte[] Safetensors(string json, int dataLength) => Of(Long(json.Length), json, new byte[dataLength]);

    /// <summary>A .npy file of float32.</summary>
    public static byte[] Npy(long[] shape, byte[] data)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Concat(shape.Select(size => $"{size},"))}), }}\n";
        return Of("\u0093NUMPY\u0001\0", BitConverter.GetBytes((ushort)header.Length), header, data);
    }

    public static byte[] Deflate(byte[] content)
    {
        using var deflated = new MemoryStream();
        using (var stream = new DeflateStream(deflated, CompressionLevel.Optimal)) stream.Write(content);
        return deflated.ToArray();
    }

    public static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    /// <summary>Float32 elements.</summary>
    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Long(long value) => BitConverter.GetBytes(value);
}
