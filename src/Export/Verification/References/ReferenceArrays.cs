using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>The arrays of a reference case: a folder with one .npy file for each.</summary>
internal sealed class ReferenceArrays
{
    private const string Extension = ".npy";

    private readonly string folder;
    private readonly Dictionary<string, NpyArray> read = new(StringComparer.Ordinal);

    public ReferenceArrays(string folder)
    {
        this.folder = folder;
        try
        {
            Names = [.. Directory.EnumerateFiles(folder, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException error)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{folder}: there is no such folder of reference arrays.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{folder}: the reference arrays cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The names of all arrays there, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    public bool Has(string name) => Names.Contains(name, StringComparer.Ordinal);

    /// <summary>A float32 array of a given shape, in which an extent of 0 stands for any.</summary>
    public (float[] Numbers, int[] Shape) Singles(string name, params ReadOnlySpan<int> shape) =>
        (Read(name, ElementType.Float32, shape, out var found).AsSingles(), found);

    /// <summary>A float64 array of a given shape, in which an extent of 0 stands for any.</summary>
    public (double[] Numbers, int[] Shape) Doubles(string name, params ReadOnlySpan<int> shape) =>
        (Read(name, ElementType.Float64, shape, out var found).AsDoubles(), found);

    /// <summary>An int64 array [rows] of labels, each from 0 to the number of classes − 1.</summary>
    public float[] Labels(string name, int classes, int rows)
    {
        var path = Path.Combine(folder, name + Extension);
        if (!Has(name)) throw new VaeOnnxException(ErrorKind.Input, $"{path}: is not there. The pair is conditional: it needs the label of each datum, int64 [{rows}].");

        var labels = MemoryMarshal.Cast<byte, long>(Read(name, ElementType.Int64, [rows], out _).Data.Span).ToArray();
        int wrong = Array.FindIndex(labels, label => label < 0 || label >= classes);
        return wrong < 0
            ? Array.ConvertAll(labels, label => (float)label)
            : throw new VaeOnnxException(ErrorKind.Input, $"{path}: the label {labels[wrong]} at [{wrong}] is not from 0 to {classes - 1}.");
    }

    private NpyArray Read(string name, ElementType type, ReadOnlySpan<int> shape, out int[] found)
    {
        var path = Path.Combine(folder, name + Extension);
        if (!read.TryGetValue(name, out var array))
        {
            read[name] = array = NpyArray.Read(path);
        }

        found = [.. array.Shape.Select(extent => checked((int)extent))];
        if (array.Type != type || !Fits(found, shape) || array.Count == 0)
        {
            var expected = string.Join(", ", shape.ToArray().Select(extent => extent == 0 ? "N" : $"{extent}"));
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{path}: {type} [{expected}] expected, found {array.Type} [{string.Join(", ", found)}].");
        }

        return array;
    }

    private static bool Fits(ReadOnlySpan<int> found, ReadOnlySpan<int> expected)
    {
        var fits = found.Length == expected.Length;
        for (var axis = 0; fits && axis < expected.Length; axis++)
        {
            fits = expected[axis] == 0 || found[axis] == expected[axis];
        }

        return fits;
    }
}
