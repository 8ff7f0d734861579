using VaeOnnx.Data;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Parity;

/// <summary>Two arrays, element by element: |actual − expected| ≤ absolute + relative · |expected|, strict in shape and type.</summary>
/// <param name="Name">The name of the array, or of the file.</param>
/// <param name="Type">The element type by Python's name.</param>
/// <param name="Absolute">The absolute tolerance that was used.</param>
/// <param name="Relative">The relative tolerance that was used.</param>
/// <param name="Comparison">How far they are apart.</param>
public sealed record ArrayComparison(string Name, string Type, double Absolute, double Relative, Comparison Comparison)
{
    /// <summary>Compares two .npy files, or every array of two folders by its name.</summary>
    /// <param name="actual">A file or a folder.</param>
    /// <param name="expected">The same kind; its values scale the relative tolerance.</param>
    /// <param name="absolute">Absolute tolerance; given together with the relative one, or not at all: then those of torch.testing.assert_close for the type.</param>
    /// <param name="relative">Relative tolerance.</param>
    /// <exception cref="VaeOnnxException">A file is missing, or shapes or types differ.</exception>
    public static IReadOnlyList<ArrayComparison> Compare(string actual, string expected, double? absolute = null, double? relative = null)
    {
        if (!Directory.Exists(actual) && !Directory.Exists(expected))
        {
            return [OfFiles(Path.GetFileName(expected), actual, expected, absolute, relative)];
        }

        var (left, right) = (Names(actual), Names(expected));
        var missing = left.Except(right).Select(name => $"{name} is in {actual} alone")
            .Concat(right.Except(left).Select(name => $"{name} is in {expected} alone"))
            .ToList();
        if (missing.Count > 0)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"the folders hold different arrays: {string.Join(", ", missing.Take(5))}.");
        }

        if (left.Count == 0) throw new VaeOnnxException(ErrorKind.Input, $"{actual}: there are no .npy files.");
        return [.. left.Select(name => OfFiles(name, Path.Combine(actual, name), Path.Combine(expected, name), absolute, relative))];
    }

    private static ArrayComparison OfFiles(string name, string actual, string expected, double? absolute, double? relative)
    {
        var (a, e) = (NpyArray.Read(actual), NpyArray.Read(expected));
        if (a.Type != e.Type || !a.Shape.SequenceEqual(e.Shape))
        {
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{actual} is {Described(a)}, {expected} is {Described(e)}: arrays of different types or shapes are not compared.");
        }

        var tolerance = Tolerance.From(absolute, relative) ?? Tolerance.Of(a.Type);
        int[] shape = [.. a.Shape.Select(size => checked((int)size))];
        var values = e.AsDoubles();
        var comparison = Comparison.Of(shape, a.AsDoubles(), values, tolerance.Allowed(values));
        return new(name, a.Type.PythonName(), tolerance.Absolute, tolerance.Relative, comparison);
    }

    private static List<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.npy").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{folder}: the folder cannot be read: {error.Message}", error);
        }
    }

    private static string Described(NpyArray array) => $"{array.Type.PythonName()} [{string.Join(", ", array.Shape)}]";
}
