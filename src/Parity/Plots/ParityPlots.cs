using VaeOnnx.Data;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;
using VaeOnnx.Pictures;

namespace VaeOnnx.Parity;

/// <summary>
/// A pair against its cases as pictures. For each array one with its distances in float32 numbers, its errors by element under
/// the tolerance, and under the rounding bound; for reconstructions that are pictures, these and their differences.
/// </summary>
public static class ParityPlots
{
    /// <summary>Writes the pictures: a folder for each case, named as its own.</summary>
    /// <param name="report">A report that kept its numbers (<see cref="ParityOptions.KeepNumbers"/>).</param>
    /// <param name="directory">The folder to write into; pictures of the same names are replaced.</param>
    /// <returns>The files.</returns>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the folder or a file cannot be written.</exception>
    public static IReadOnlyList<string> Write(ParityReport report, string directory)
    {
        ArgumentNullException.ThrowIfNull(report);
        var kept = report.Kept ?? throw new ArgumentException($"The report kept no numbers: check with {nameof(ParityOptions.KeepNumbers)}.", nameof(report));
        var files = new List<string>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (reference, numbers) in report.Cases.Zip(kept.Cases))
        {
            var folder = Path.Combine(directory, Free(names, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(reference.Directory)))));
            CreateFolder(folder);
            foreach (var array in numbers.GroupBy(compared => compared.Array))
            {
                files.Add(Path.Combine(folder, $"{array.Key}.png"));
                Figure(array.Key, [.. array]).Write(files[^1]);
            }

            if (Pictures(kept.Metadata, reference, numbers) is not { } pictures) continue;
            files.Add(Path.Combine(folder, "pictures.png"));
            pictures.Write(files[^1]);
        }

        return files;
    }

    private static Figure Figure(string array, ComparedNumbers[] compared)
    {
        var figure = new Figure();
        ComparedNumbers[] Of(ComparisonRule rule) => [.. compared.Where(numbers => numbers.Rule == rule)];
        if (Of(ComparisonRule.Tolerance) is [_, ..] singles)
        {
            var bins = singles.Select(numbers => new UlpBins(numbers)).ToList();
            int[] range = [.. Enumerable.Range(0, bins.Max(bin => bin.Last) + 1)];
            figure.Counts(
                $"{array}: ONNX Runtime and Python's float32",
                "distance, float32 numbers (ULP)",
                "elements",
                [.. range.Select(UlpBins.Name)],
                [.. singles.Zip(bins, (numbers, bin) => (Name(numbers), range.Select(bin.Count).ToArray()))]);
            AddErrors(figure, $"{array}: ONNX Runtime − Python's float32", "tolerance", singles);
        }

        AddErrors(figure, $"{array}: ONNX Runtime − float64", "rounding bound", Of(ComparisonRule.Bound));
        AddErrors(figure, $"{array}: graph in float64 − Python's float64", "what float64 may lose", Of(ComparisonRule.Float64));
        return figure;
    }

    private static void AddErrors(Figure figure, string title, string limit, ComparedNumbers[] numbers)
    {
        if (numbers.Length == 0) return;
        var pairs = numbers[0].Actual.Zip(numbers[0].Expected).ToList();
        int equal = pairs.Count(pair => pair.First == pair.Second), none = pairs.Count(pair => double.IsNaN(pair.First - pair.Second) && pair.First != pair.Second);
        var notNumbers = none == 0 ? "" : $", {none} are not numbers";
        figure.Sizes(
            title,
            $"element ({equal} of {pairs.Count} do not differ{notNumbers})",
            "|difference|",
            ErrorByElement.Allowed(limit, numbers[0]),
            [.. numbers.Select(compared => ErrorByElement.Errors(Name(compared), compared))]);
    }

    private static string Name(ComparedNumbers numbers) => numbers.Optimization switch
    {
        null => "float64",
        GraphOptimization.All => "optimised",
        _ => "as written",
    };

    private static PictureTable? Pictures(VaeMetadata metadata, ReferenceReport reference, IReadOnlyList<ComparedNumbers> numbers)
    {
        var recon = numbers.LastOrDefault(compared => compared is { Array: PairContract.Recon, Rule: ComparisonRule.Tolerance });
        if (recon is null || PictureShape.Find(metadata.ImageShape ?? metadata.OutputShape) is not { } shape || shape.Length != recon.Actual.Length / recon.Shape[0])
        {
            return null;
        }


        var path = Path.Combine(reference.Directory, $"{PairContract.Data}.npy");
        var input = File.Exists(path) ? NpyArray.Read(path).AsSingles() : null;
        var range = metadata is { InputRange: "-1,1", Likelihood: not Likelihood.Bernoulli } ? (-1, 1) : (0, 1);
        return DifferencePictures.Of(recon, shape, input?.Length == recon.Actual.Length ? input : null, range);
    }

    private static string Free(HashSet<string> names, string name)
    {
        var free = name;
        for (int i = 2; !names.Add(free); i++) free = $"{name}-{i}";
        return free;
    }

    private static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Output, $"{path}: the folder cannot be made: {error.Message}", error);
        }
    }
}
