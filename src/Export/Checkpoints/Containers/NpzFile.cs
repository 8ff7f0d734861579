using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Zip;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>.npz: a zip archive of .npy arrays, stored or deflated.</summary>
internal static class NpzFile
{
    private const string Name = "npz";
    private const string Extension = ".npy";

    public static Contents Read(MappedFile file, ZipDirectory zip)
    {
        Limits.EnsureTensors(zip.Entries.Count, file.Path);
        var contents = new Contents(Name);
        foreach (var entry in zip.Entries)
            contents.Weights.Add((entry.Name[..^Extension.Length], Tensor(file, entry)));
        return contents;
    }

    private static StoredTensor Tensor(MappedFile file, ZipEntry entry)
    {
        var where = $"{file.Path}, {Refusal.Quoted(entry.Name)}";
        var header = NpyHeader.Parse(Start(file, entry), where);
        TensorBytes bytes = entry.IsStored
            ? new StoredBytes(file, entry, header.DataOffset)
            : new InflatedBytes(file, entry, header.DataOffset);

        // The header's shape, row-major, must take the declared length exactly; Fortran order is a view of the same bytes.
        long[] shape = [.. header.Shape];
        var tensor = StoredTensor.RowMajor(bytes, header.Type, shape, where);
        return header.FortranOrder ? StoredTensor.View(bytes, tensor.Type, 0, shape, FirstIndexFastest(shape), where) : tensor;
    }

    private static ReadOnlySpan<byte> Start(MappedFile file, ZipEntry entry) => entry.IsStored
        ? file.Span(entry.DataStart, (int)Math.Min(entry.Length, NpyHeader.MaxLength))
        : new InflatedBytes(file, entry, 0).ReadStart(NpyHeader.MaxLength);

    private static long[] FirstIndexFastest(long[] shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= Math.Max(shape[axis], 1);
        }

        return strides;
    }
}
