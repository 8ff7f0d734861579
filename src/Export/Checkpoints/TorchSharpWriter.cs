using System.Text;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints;

/// <summary>Writes what TorchSharp's <c>Module.save</c> writes, and its <c>Module.load</c> reads.</summary>
public static class TorchSharpWriter
{
    /// <summary>Writes a file, or leaves an existing one untouched if that fails.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="tensors">float32, row-major; in the order in which they are written.</param>
    /// <exception cref="VaeOnnxException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyCollection<(string Name, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)> tensors)
    {
        const int Float32 = 6;
        WholeFile.Write(path, stream =>
        {
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            writer.Write7BitEncodedInt64(tensors.Count);
            foreach (var (name, shape, data) in tensors)
            {
                writer.Write(name);
                writer.Write7BitEncodedInt64(Float32);
                writer.Write7BitEncodedInt64(shape.Count);
                foreach (long size in shape) writer.Write7BitEncodedInt64(size);
                writer.Write(data.Span);
            }
        });
    }
}
