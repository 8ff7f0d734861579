using SkiaSharp;
using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;
using VaeOnnx.Parity;

namespace VaeOnnx.Tests.Unit.Parity.Plots;

public sealed class ParityPlotsTests : IDisposable
{
    private static readonly string Case = Fixtures.Path("torch-mnist");

    private readonly TemporaryFolder folder = new();

    public ParityPlotsTests()
    {
        VaeExporter.Export(Path.Combine(Case, "model.bin"), folder["onnx"], new() { Verification = VerificationLevel.None });
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_array_that_was_judged_has_a_picture()
    {
        var report = Check(Case);

        var files = ParityPlots.Write(report, folder["plots"]);

        var names = report.Cases.Single().Comparisons.Select(comparison => $"{comparison.Array}.png").Append("pictures.png").Distinct();
        Assert.Equal(names.Order(), files.Select(Path.GetFileName).Order());
        Assert.All(files, file => Assert.Equal(folder["plots", "torch-mnist"], Path.GetDirectoryName(file)));
        // Distances, errors under the tolerance and under the bound; one plot for float64.
        Assert.Equal(3 * 640, Width(folder["plots", "torch-mnist", "recon.png"]));
        Assert.Equal(640, Width(folder["plots", "torch-mnist", "recon_f64.png"]));
    }

    [Fact]
    public void The_datum_that_is_wrong_is_among_the_pictures()
    {
        Directory.CreateDirectory(folder["case"]);
        foreach (var name in (string[])["x.npy", "z.npy", "recon.npy"]) File.Copy(Path.Combine(Case, name), folder["case", name]);
        var recon = NpyArray.Read(folder["case", "recon.npy"]);
        var values = recon.AsSingles();
        int pixel = (21 * 784) + (14 * 28) + 14;
        values[pixel] -= 0.5f;
        NpyArray.Of(values, [.. recon.Shape]).Write(folder["case", "recon.npy"]);

        ParityPlots.Write(Check(folder["case"]), folder["plots"]);

        // Actual above expected by the greatest difference: red, and nothing else is.
        using var picture = SKBitmap.Decode(folder["plots", "case", "pictures.png"]);
        int red = Enumerable.Range(0, picture.Width).Sum(x => Enumerable.Range(0, picture.Height).Count(y => picture.GetPixel(x, y) == SKColors.Red));
        Assert.Equal(3 * 3, red);
    }

    [Fact]
    public void Cases_of_the_same_name_have_folders_of_their_own()
    {
        var copy = Directory.CreateDirectory(folder["other", "torch-mnist"]).FullName;
        foreach (var name in (string[])["x.npy", "mean.npy"]) File.Copy(Path.Combine(Case, name), Path.Combine(copy, name));

        ParityPlots.Write(Check(copy, copy), folder["plots"]);

        Assert.True(File.Exists(folder["plots", "torch-mnist", "mean.png"]));
        Assert.True(File.Exists(folder["plots", "torch-mnist-2", "mean.png"]));
    }

    [Fact]
    public void A_report_without_numbers_cannot_be_drawn() =>
        Assert.Throws<ArgumentException>(() => ParityPlots.Write(ParityCheck.Check(folder["onnx"], [Case]), folder["plots"]));

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        folder.Write("plots", "a file");

        var error = Assert.Throws<VaeOnnxException>(() => ParityPlots.Write(Check(Case), folder["plots"]));

        Assert.Equal(ErrorKind.Output, error.Kind);
        Assert.Contains("the folder cannot be made", error.Message, StringComparison.Ordinal);
    }

    private ParityReport Check(params string[] cases) => ParityCheck.Check(folder["onnx"], cases, new() { KeepNumbers = true });

    private static int Width(string path)
    {
        using var picture = SKBitmap.Decode(path);
        return picture.Width;
    }
}
