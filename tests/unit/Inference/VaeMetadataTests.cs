using System.Globalization;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference;

public class VaeMetadataTests
{
    [Fact]
    public void Entries_are_those_of_the_contract_in_ordinal_order()
    {
        Assert.Equal(
            [
                new("vae.dtype", "fp32"),
                new("vae.family", "pytorch-example"),
                new("vae.format", "1"),
                new("vae.head", "logvar"),
                new("vae.image_shape", "28,28"),
                new("vae.input_range", "0,1"),
                new("vae.input_shape", "784"),
                new("vae.latent_shape", "20"),
                new("vae.likelihood", "bernoulli"),
                new("vae.output_shape", "784"),
                new("vae.pair", "0123abcd"),
                new("vae.role", "encoder"),
                new("vae.source", "model.pt"),
                new("vae.source_sha256", new string('a', 64)),
                new("vae.verified", "full"),
            ],
            Metadata.Encoder.ToEntries());
    }

    [Fact]
    public void Everything_survives_writing_and_reading()
    {
        var all = Metadata.Encoder with
        {
            Role = GraphRole.Decoder,
            InputShape = [3, 64, 64],
            ImageShape = [3, 64, 64],
            InputRange = "-1,1",
            Likelihood = Likelihood.Gaussian,
            ReconVariance = 0.1,
            Head = EncoderHead.LogStd,
            LatentScaling = 0.18215,
            LatentShift = -1.0 / 3,
            Classes = 10,
        };

        var read = VaeMetadata.Parse(Metadata.Entries(all), "decoder.onnx");

        Assert.Equal(all, read);
        Assert.Equal(all.GetHashCode(), read.GetHashCode());
        Assert.Equal(-1.0 / 3, read.LatentShift);
        Assert.Equal([3, 64, 64], read.ImageShape!);
    }

    [Fact]
    public void What_is_absent_is_null()
    {
        var read = VaeMetadata.Parse(Metadata.Entries(Metadata.Encoder with { ImageShape = null, InputRange = null }), "encoder.onnx");

        Assert.Null(read.ImageShape);
        Assert.Null(read.InputRange);
        Assert.Null(read.ReconVariance);
        Assert.Null(read.LatentScaling);
        Assert.Null(read.LatentShift);
        Assert.Null(read.Classes);
    }

    [Fact]
    public void Numbers_are_written_with_a_point_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            var entries = Metadata.Entries(Metadata.Encoder with { ReconVariance = 0.5 });

            Assert.Equal("0.5", entries["vae.recon_variance"]);
            Assert.Equal(0.5, VaeMetadata.Parse(entries, "encoder.onnx").ReconVariance);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Lists_are_compared_by_their_content()
    {
        Assert.Equal(Metadata.Encoder, Metadata.Encoder with { InputShape = new List<long> { 784 } });
        Assert.NotEqual(Metadata.Encoder, Metadata.Encoder with { InputShape = [28, 28] });
    }

    [Fact]
    public void Keys_of_a_later_version_are_passed_over()
    {
        var entries = Metadata.Entries(Metadata.Encoder);
        entries["vae.colour"] = "blue";
        entries["author"] = "somebody";

        Assert.Equal(Metadata.Encoder, VaeMetadata.Parse(entries, "encoder.onnx"));
    }

    [Theory]
    [InlineData("vae.role")]
    [InlineData("vae.pair")]
    [InlineData("vae.family")]
    [InlineData("vae.input_shape")]
    [InlineData("vae.latent_shape")]
    [InlineData("vae.output_shape")]
    [InlineData("vae.likelihood")]
    [InlineData("vae.head")]
    [InlineData("vae.source")]
    [InlineData("vae.source_sha256")]
    [InlineData("vae.dtype")]
    [InlineData("vae.verified")]
    public void A_missing_key_is_refused_by_name(string key)
    {
        var entries = Metadata.Entries(Metadata.Encoder);
        entries.Remove(key);

        Refusal.Of(ErrorKind.Input, () => VaeMetadata.Parse(entries, "onnx/encoder.onnx"), "onnx/encoder.onnx", $"no {key} in");
    }

    [Theory]
    [InlineData("vae.role", "Encoder", "one of encoder, decoder")]
    [InlineData("vae.role", "0", "one of encoder, decoder")]
    [InlineData("vae.pair", "", "some text")]
    [InlineData("vae.input_shape", "", "some text")]
    [InlineData("vae.input_shape", "784,", "separated by commas")]
    [InlineData("vae.latent_shape", "twenty", "separated by commas")]
    [InlineData("vae.output_shape", "-784", "separated by commas")]
    [InlineData("vae.output_shape", "28, 28", "separated by commas")]
    [InlineData("vae.image_shape", "0,28", "separated by commas")]
    [InlineData("vae.image_shape", "9223372036854775808", "separated by commas")]
    [InlineData("vae.input_range", "1,0", "binary, or two numbers")]
    [InlineData("vae.input_range", "0;1", "binary, or two numbers")]
    [InlineData("vae.likelihood", "poisson", "one of bernoulli, gaussian, none")]
    [InlineData("vae.recon_variance", "0", "a positive number")]
    [InlineData("vae.recon_variance", "NaN", "a finite number")]
    [InlineData("vae.head", "sigma", "one of logvar, logstd, std, var")]
    [InlineData("vae.latent_scaling", "0,18215", "a finite number")]
    [InlineData("vae.latent_shift", "1e999", "a finite number")]
    [InlineData("vae.classes", "0", "a positive whole number")]
    [InlineData("vae.source_sha256", "abc", "64 lower-case hexadecimal digits")]
    [InlineData("vae.verified", "yes", "one of full, quick, none")]
    public void A_malformed_value_is_refused_with_what_was_expected(string key, string value, string expected)
    {
        var entries = Metadata.Entries(Metadata.Encoder);
        entries[key] = value;

        Refusal.Of(ErrorKind.Input, () => VaeMetadata.Parse(entries, "encoder.onnx"), "encoder.onnx", key, $"'{value}'", expected);
    }

    [Fact]
    public void A_graph_without_a_format_is_told_to_be_not_ours() =>
        Refusal.Of(
            ErrorKind.Input,
            () => VaeMetadata.Parse(new Dictionary<string, string>(), "encoder.onnx"),
            "encoder.onnx",
            "not written by VaeOnnx",
            "vae-export");

    [Fact]
    public void A_later_format_is_refused_with_the_one_that_is_understood()
    {
        var entries = Metadata.Entries(Metadata.Encoder);
        entries["vae.format"] = "2";

        Refusal.Of(ErrorKind.Input, () => VaeMetadata.Parse(entries, "encoder.onnx"), "vae.format is '2'", "understands '1'");
    }

    [Fact]
    public void The_file_names_of_an_export_are_those_of_its_roles() =>
        Assert.Equal(["encoder.onnx", "decoder.onnx", "sampler.onnx", "generate.onnx", "reconstruct.onnx"], PairContract.FileNames);
}
