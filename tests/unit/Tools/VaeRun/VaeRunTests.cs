using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using SkiaSharp;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Inference.Serving;

namespace VaeOnnx.Tests.Unit.Tools.VaeRun;

public sealed class VaeRunTests : IDisposable
{
    private static readonly string X = Fixtures.Path("torch-mnist", "x.npy");

    private readonly TemporaryFolder folder = new();
    private readonly string pair;

    public VaeRunTests()
    {
        pair = ServedPair.Save(folder);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Encode_writes_the_means_and_log_variances_of_Python_to_a_folder()
    {
        Succeeds("encode", pair, "--in", X, "--out", folder["latents"]);

        Close.To(ServedPair.Singles("torch-mnist", "mean"), NpyArray.Read(folder["latents", "mean.npy"]).AsSingles());
        Close.To(ServedPair.Singles("torch-mnist", "logvar"), NpyArray.Read(folder["latents", "logvar.npy"]).AsSingles());
        Assert.Equal([34, 20], NpyArray.Read(folder["latents", "mean.npy"]).Shape);
    }

    [Fact]
    public void Encode_writes_both_to_a_table_and_the_means_to_an_array()
    {
        Succeeds("encode", pair, "--in", X, "--out", folder["latents.csv"]);
        Succeeds("encode", pair, "--in", X, "--out", folder["mean.npy"], "--batch", "7");

        var table = Table(folder["latents.csv"]);
        var mean = NpyArray.Read(folder["mean.npy"]).AsSingles();
        Assert.Equal("mean_0", table.Names[0]);
        Assert.Equal("logvar_19", table.Names[39]);
        Close.To(ServedPair.Singles("torch-mnist", "mean").AsSpan(33 * 20), [.. table.Rows[33].Take(20)]);
        Close.To(ServedPair.Singles("torch-mnist", "logvar").AsSpan(33 * 20), [.. table.Rows[33].Skip(20)]);
        Close.To(ServedPair.Singles("torch-mnist", "mean"), mean);
    }

    [Fact]
    public void Decode_writes_the_reconstructions_of_Python()
    {
        Succeeds("decode", pair, "--in", Fixtures.Path("torch-mnist", "z.npy"), "--out", folder["recon.npy"]);

        Close.To(ServedPair.Singles("torch-mnist", "recon"), NpyArray.Read(folder["recon.npy"]).AsSingles());
    }

    [Theory]
    [InlineData("layers/conditional-mlp")]
    [InlineData("layers/cvae-conv")]
    public void Sample_draws_images_of_one_class_of_a_conditional_pair(string name)
    {
        var conditional = ServedPair.Save(folder, name, "conditional");

        Succeeds("sample", conditional, "--class", "3", "--count", "4", "--out", folder["threes.npy"]);
        Succeeds("sample", conditional, "--class", "4", "--count", "4", "--out", folder["fours.png"]);

        using var vae = Vae.Load(conditional);
        Close.To(vae.Sample(4, 0, labels: [3, 3, 3, 3]), NpyArray.Read(folder["threes.npy"]).AsSingles());
        Fails(ErrorKind.Usage, ["sample", conditional, "--out", folder["o.npy"]], "give --class, from 0 to 9");
        Fails(ErrorKind.Usage, ["sample", conditional, "--out", folder["o.npy"], "--class", "10"], "give --class, from 0 to 9");
    }

    [Fact]
    public void Score_takes_the_class_of_the_data_of_a_conditional_pair()
    {
        var conditional = ServedPair.Save(folder, "layers/cvae-conv", "conditional");

        Succeeds("score", conditional, "--in", Fixtures.Path("layers", "cvae-conv", "x.npy"), "--class", "3", "--samples", "5", "--out", folder["scores.csv"]);

        using var vae = Vae.Load(conditional);
        var scores = vae.Score(ServedPair.Singles("layers/cvae-conv", "x"), 0, labels: [3, 3, 3]);
        Close.To([.. scores.Select(score => (float)score.Elbo)], [.. Table(folder["scores.csv"]).Rows.Select(row => row[0])]);
    }

    [Fact]
    public void Reconstruct_takes_images_of_several_channels()
    {
        var colour = ServedPair.Save(folder, "layers/conv-colour", "colour");

        Succeeds("reconstruct", colour, "--in", Fixtures.Path("layers", "conv-colour", "x.npy"), "--out", folder["colour.png"]);
        Succeeds("score", colour, "--in", Fixtures.Path("layers", "conv-colour", "x.npy"), "--out", folder["scores.csv"]);

        using var picture = SKBitmap.Decode(folder["colour.png"]);
        Assert.Equal(((8 * 34) + 2, (2 * 34) + 2), (picture.Width, picture.Height));
        Assert.Equal(2, Table(folder["scores.csv"]).Rows.Length);
    }

    [Fact]
    public void Reconstruct_decodes_the_mean_or_a_sample()
    {
        using var vae = ServedPair.Load();
        var x = ServedPair.Singles("torch-mnist", "x");
        var sample = new float[x.Length];
        vae.ReconstructSample(x, seed: 3, first: 0, sample);

        Succeeds("reconstruct", pair, "--in", X, "--out", folder["mean.npy"], "--batch", "10");
        Succeeds("reconstruct", pair, "--in", X, "--out", folder["sample.npy"], "--sample", "--seed", "3", "--batch", "10");

        Close.To(vae.Reconstruct(x), NpyArray.Read(folder["mean.npy"]).AsSingles());
        Close.To(sample, NpyArray.Read(folder["sample.npy"]).AsSingles());
    }

    [Fact]
    public void Reconstruct_draws_data_above_their_reconstructions()
    {
        Succeeds("reconstruct", pair, "--in", X, "--count", "10", "--out", folder["recon.png"]);

        using var picture = SKBitmap.Decode(folder["recon.png"]);
        Assert.Equal(((8 * 30) + 2, (4 * 30) + 2), (picture.Width, picture.Height));
        var x = ServedPair.Singles("torch-mnist", "x");
        // The middle of the ninth datum is in the third row.
        Assert.Equal((byte)((x[(8 * 784) + (14 * 28) + 14] * 255) + 0.5f), picture.GetPixel(2 + 14, 62 + 14).Red);
    }

    [Fact]
    public void Score_writes_the_elbo_and_its_terms_of_the_JAX_program()
    {
        var flax = ServedPair.Save(folder, "flax-mnist", "flax");

        var result = Succeeds("score", flax, "--in", Fixtures.Path("flax-mnist", "x.npy"), "--out", folder["scores.csv"], "--seed", "2", "--samples", "8", "--batch", "10");

        var table = Table(folder["scores.csv"]);
        Assert.Equal(["elbo", "reconstruction", "kl", "log_likelihood"], table.Names);
        Close.To(ServedPair.Doubles("flax-mnist", "elbo").Select(value => (float)value).ToArray(), [.. table.Rows.Select(row => row[0])]);
        Close.To(ServedPair.Doubles("flax-mnist", "kld").Select(value => (float)value).ToArray(), [.. table.Rows.Select(row => row[2])]);
        Assert.Contains("34 data, mean ELBO -", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Interpolate_writes_the_ways_between_consecutive_data()
    {
        Succeeds("interpolate", pair, "--in", X, "--count", "3", "--steps", "4", "--out", folder["ways.npy"], "--batch", "2", "--spherical");

        using var vae = ServedPair.Load();
        var means = vae.Encode(ServedPair.Singles("torch-mnist", "x").AsSpan(0, 3 * 784)).Mean.Span;
        float[] expected =
        [
            .. vae.Interpolate(means[..20], means.Slice(20, 20), 4, Interpolation.Spherical),
            .. vae.Interpolate(means.Slice(20, 20), means.Slice(40, 20), 4, Interpolation.Spherical),
        ];
        Close.To(expected, NpyArray.Read(folder["ways.npy"]).AsSingles());
    }

    [Fact]
    public void Sample_writes_the_same_draws_in_batches_and_as_a_picture()
    {
        Succeeds("sample", pair, "--count", "20", "--seed", "5", "--out", folder["draws.npy"], "--batch", "7", "--threads", "1");
        Succeeds("sample", pair, "--count", "20", "--seed", "5", "--out", folder["draws.png"]);

        using var vae = ServedPair.Load();
        Close.To(vae.Sample(20, seed: 5), NpyArray.Read(folder["draws.npy"]).AsSingles());
        using var picture = SKBitmap.Decode(folder["draws.png"]);
        Assert.Equal(((5 * 30) + 2, (4 * 30) + 2), (picture.Width, picture.Height));
    }

    [Fact]
    public void Traverse_changes_one_axis_or_each_in_turn()
    {
        Succeeds("traverse", pair, "--axis", "3", "--steps", "5", "--out", folder["one.npy"]);
        Succeeds("traverse", pair, "--steps", "5", "--out", folder["all.png"]);

        using var vae = ServedPair.Load();
        Close.To(vae.Traverse(new float[20], 3, [-3, -1.5f, 0, 1.5f, 3]), NpyArray.Read(folder["one.npy"]).AsSingles());
        using var picture = SKBitmap.Decode(folder["all.png"]);
        Assert.Equal(((5 * 30) + 2, (20 * 30) + 2), (picture.Width, picture.Height));
    }

    [Fact]
    public void Manifold_maps_a_latent_space_of_two_numbers()
    {
        var metadata = SmallPair.Metadata with { Likelihood = Likelihood.None, ImageShape = [2, 3] };
        Directory.CreateDirectory(folder["small"]);
        File.WriteAllBytes(folder["small", "encoder.onnx"], SmallPair.Encoder(metadata));
        File.WriteAllBytes(folder["small", "decoder.onnx"], SmallPair.Decoder(metadata));

        Succeeds("manifold", folder["small"], "--steps", "3", "--out", folder["map.npy"]);
        Succeeds("manifold", folder["small"], "--steps", "3", "--out", folder["map.png"]);

        using var vae = Vae.Load(folder["small"]);
        // The quantiles of 1/6, 1/2 and 5/6.
        const float reach = 0.9674216f;
        float[] latents = [-reach, reach, 0, reach, reach, reach, -reach, 0, 0, 0, reach, 0, -reach, -reach, 0, -reach, reach, -reach];
        Close.To(vae.Decode(latents), NpyArray.Read(folder["map.npy"]).AsSingles());
        Fails(ErrorKind.Usage, ["manifold", pair, "--out", folder["map.png"]], "latents of 2 numbers");
    }

    [Fact]
    public void Pictures_and_idx_files_are_read_as_the_array_is()
    {
        var x = ServedPair.Singles("torch-mnist", "x");
        Directory.CreateDirectory(folder["digits"]);
        byte[] pixels = [.. x.Take(3 * 784).Select(value => (byte)((value * 255) + 0.5f))];
        for (int i = 0; i < 3; i++) SavePicture(folder["digits", $"{i}.png"], pixels.AsSpan(i * 784, 784));
        byte[] header = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28];
        File.WriteAllBytes(folder["digits.idx"], [.. header, .. pixels]);

        Succeeds("encode", pair, "--in", folder["digits"], "--out", folder["pictures.npy"]);
        Succeeds("encode", pair, "--in", folder["digits.idx"], "--out", folder["idx.npy"]);

        var mean = ServedPair.Singles("torch-mnist", "mean").AsSpan(0, 3 * 20);
        Close.To(mean, NpyArray.Read(folder["pictures.npy"]).AsSingles());
        Close.To(mean, NpyArray.Read(folder["idx.npy"]).AsSingles());
    }

    [SkippableFact]
    public void Memory_does_not_grow_with_the_input()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the peak is read from /proc");
        // 100,000 data are 314 MB as float32.
        using (var file = File.Create(folder["large.idx"]))
        {
            var header = new byte[] { 0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28 };
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 100_000);
            file.Write(header);
            file.SetLength(16 + (100_000L * 784));
        }

        using var process = Start("reconstruct", pair, "--in", folder["large.idx"], "--out", folder["large.npy"], "--threads", "1");
        long peak = 0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, Peak(process));
            Thread.Sleep(20);
        }

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(313_600_128, new FileInfo(folder["large.npy"]).Length);
        Assert.InRange(peak, 1, 250_000_000);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        var notes = folder.Write("notes.txt", "some text");
        NpyArray.Of(new float[6], 2, 3).Write(folder["short.npy"]);

        Fails(ErrorKind.Input, ["encode", pair, "--in", folder["none.npy"], "--out", folder["o.npy"]], "none.npy: cannot be read");
        Fails(ErrorKind.Input, ["encode", pair, "--in", notes, "--out", folder["o.npy"]], "notes.txt: is no folder of pictures");
        Fails(ErrorKind.Input, ["encode", pair, "--in", folder["short.npy"], "--out", folder["o.npy"]], "short.npy", "3 numbers", "784");
        Fails(ErrorKind.Input, ["interpolate", pair, "--in", X, "--count", "1", "--out", folder["o.npy"]], "two");
        Fails(ErrorKind.Input, ["sample", folder["nowhere"], "--out", folder["o.npy"]], "nowhere");
        Assert.False(File.Exists(folder["o.npy"]));
    }

    [SkippableFact]
    public void A_provider_that_the_tool_does_not_have_is_said_with_what_to_type()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems' packages have some of these");

        var error = Run("sample", pair, "--provider", "cuda", "--out", folder["o.npy"]).Error;

        Assert.StartsWith("vae-run: The provider Cuda is not in the ONNX Runtime of this program. Leave out --provider", error, StringComparison.Ordinal);
        Assert.DoesNotContain("FallBackToCpu", error, StringComparison.Ordinal);
        Fails(ErrorKind.Usage, ["sample", pair, "--provider", "cuda", "--out", folder["o.npy"]], "VaeOnnx.Inference.Gpu");
    }

    [Fact]
    public void Wrong_usage_is_said_plainly()
    {
        Fails(ErrorKind.Usage, ["sample", pair], "--out");
        Fails(ErrorKind.Usage, ["sample", pair, "--out", folder["o.gif"]], "o.gif", ".npy, .csv or .png");
        Fails(ErrorKind.Usage, ["sample", pair, "--out", folder["o.npy"], "--count", "0"], "--count is at least 1");
        Fails(ErrorKind.Usage, ["sample", pair, "--out", folder["o.npy"], "--surprise"], "--surprise");
        Fails(ErrorKind.Usage, ["sample", pair, "--out", folder["o.npy"], "--class", "1"], "not conditional");
        Fails(ErrorKind.Usage, ["sample", pair, "--out", folder["o.npy"], "--provider", "gpu"], "--provider takes");
        Fails(ErrorKind.Usage, ["sample", pair, "--out", folder["o.png"], "--image-shape", "28,29"], "812", "784");
        Fails(ErrorKind.Usage, ["traverse", pair, "--out", folder["o.npy"], "--axis", "20"], "axes 0 to 19");
        Fails(ErrorKind.Usage, ["decode", pair, "--in", folder.Path, "--out", folder["o.npy"]], "latents");
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_named() =>
        Fails(ErrorKind.Output, ["sample", pair, "--out", folder["no", "such", "folder.npy"]], "folder.npy: cannot be written");

    [SkippableFact]
    public void A_missing_provider_names_its_package()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems' packages have other providers");
        Fails(ErrorKind.Usage, ["sample", pair, "--out", folder["o.npy"], "--provider", "cuda"], "VaeOnnx.Inference.Gpu");
    }

    /// <summary>The most memory that a process has had, in bytes; 0 where it has ended.</summary>
    private static long Peak(Process process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static (string[] Names, float[][] Rows) Table(string path)
    {
        var lines = File.ReadAllLines(path);
        return (lines[0].Split(','), [.. lines.Skip(1).Select(line => line.Split(',').Select(number => float.Parse(number, CultureInfo.InvariantCulture)).ToArray())]);
    }

    private static void SavePicture(string path, ReadOnlySpan<byte> greys)
    {
        using var bitmap = new SKBitmap(28, 28);
        for (int i = 0; i < greys.Length; i++) bitmap.SetPixel(i % 28, i / 28, new SKColor(greys[i], greys[i], greys[i]));
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static (int ExitCode, string Output, string Error) Succeeds(params string[] arguments)
    {
        var result = Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Empty(result.Error);
        return result;
    }

    private static void Fails(ErrorKind kind, string[] arguments, params string[] words)
    {
        var result = Run(arguments);
        Assert.Equal((int)kind, result.ExitCode);
        Assert.All(words, word => Assert.Contains(word, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vae-run.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
