using VaeOnnx.Export;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Families;

/// <summary>Models of layers over images and with labels: what fits is exported, what does not is named with its shapes.</summary>
public sealed class LayeredTests : IDisposable
{
    private const string Heads = """ "mean": { "linear": "m" }, "logvar": { "linear": "s" } """;
    private const string Output = """ "real": { "linear": "o" } """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>8 x 8 pixels: two convolutions of stride 2 give 4 channels of 2 x 2.</summary>
    private static SmallModel Model => new SmallModel()
        .Convolution("c1", 3, 4).Convolution("c2", 4, 4).Linear("m", 16, 2).Linear("s", 16, 2).Linear("o", 2, 192);

    [Fact]
    public void A_wrong_stride_is_a_size_that_does_not_fit_the_next_layer() => Refused(
        """ { "conv": "c1", "stride": 2, "padding": 1 }, { "conv": "c2", "padding": 1 } """,
        "m.weight: expected [out, 64], found [2, 16]: the layer before it gives 64 values");

    [Fact]
    public void A_wrong_padding_is_a_size_that_does_not_fit_the_next_layer() => Refused(
        """ { "conv": "c1", "stride": 2, "padding": 1 }, { "conv": "c2", "stride": 2 } """,
        "m.weight: expected [out, 4], found [2, 16]");

    [Fact]
    public void Convolutions_in_the_wrong_order_are_named_with_their_channels() => Refused(
        """ { "conv": "c2", "stride": 2, "padding": 1 }, { "conv": "c1", "stride": 2, "padding": 1 } """,
        "c2.weight: expected [out, 3, height, width], found [4, 4, 3, 3]: the layer before it gives 3 channels");

    [Fact]
    public void A_convolution_of_a_vector_is_told_what_makes_an_image() => Refused(
        """ { "flatten": true }, { "conv": "c1" } """,
        "c1.weight is a convolution over images [N, channels, height, width] and is given [N, 192]: a \"reshape\" before it makes an image");

    [Fact]
    public void A_kernel_larger_than_its_image_is_named_with_both() => Refused(
        """ { "conv": "c1", "stride": 8 }, { "conv": "c2" } """,
        "c2.weight is a kernel of 3 x 3 (stride 1, padding 0), which does not fit into the image [N, 4, 1, 1]");

    [Fact]
    public void Groups_that_the_channels_do_not_fall_into_are_refused() => Refused(
        """ { "conv": "c1", "groups": 65536 } """, "c1.weight: expected [out, 0, height, width], found [4, 3, 3, 3]");

    [Fact]
    public void A_padding_that_would_fill_the_memory_is_refused() => Refused(
        """ { "conv": "c1", "padding": 65536 } """, "c1 would give [N, 4, 131078, 131078], more than 67108864 values of one datum");

    [Fact]
    public void An_upsampling_that_would_fill_the_memory_is_refused() => Refused(
        """ { "upsample": 65536 } """, "would give [N, 3, 524288, 524288], more than 67108864 values");

    [Fact]
    public void A_transposed_convolution_that_would_fill_the_memory_is_refused() => Refused(
        """ { "conv_transpose": "c2", "stride": 65536, "weight": "t", "bias": false } """,
        "would give [N, 2, 458755, 458755], more than",
        Model.Tensor("t", 3, 2, 3, 3));

    [Fact]
    public void A_transposed_convolution_of_which_the_padding_leaves_nothing_is_refused() => Refused(
        """ { "conv_transpose": "t", "padding": 65536, "bias": false } """, "t.weight is a kernel of 3 x 3", Model.Tensor("t.weight", 3, 2, 3, 3));

    [Fact]
    public void A_kernel_of_two_axes_is_no_convolution() => Refused(
        """ { "conv": "m" } """, "m.weight: expected [out, in, height, width], found [2, 16]: it is the kernel of a convolution");

    [Fact]
    public void A_reshape_to_another_number_of_values_is_refused() => Refused(
        """ { "reshape": [3, 8, 9] } """, "my.json: encoder.layers[0] makes [3, 8, 9], 216 values, of [N, 3, 8, 8], 192");

    [Fact]
    public void An_upsampling_of_a_vector_is_refused() => Refused(
        """ { "flatten": true }, { "upsample": 2 } """, "my.json: encoder.layers[1] is for images [N, channels, height, width] and is given [N, 192]");

    [Fact]
    public void A_batch_norm_of_another_width_is_named() => Refused(
        """ { "batch_norm": "n" } """, "n.weight: expected [3], found [4]: the layer before it gives [N, 3, 8, 8]", Model.BatchNorm("n", 4));

    [Fact]
    public void A_variance_below_0_is_named() => Refused(
        """ { "batch_norm": "n" } """, "n.running_var holds -0.5 at [1]; a variance is never below 0", Model.BatchNorm("n", 3).With("n.running_var", 1, -0.5f));

    [Fact]
    public void A_batch_norm_that_nobody_lists_is_left_over() => Refused(
        """ { "conv": "c1", "stride": 2, "padding": 1 }, { "conv": "c2", "stride": 2, "padding": 1 } """,
        "n.running_mean [4]",
        Model.BatchNorm("n", 4));

    [Fact]
    public void An_embedding_of_the_label_that_is_no_channel_is_refused() => Refused(
        """ { "label": "append", "linear": "e" } """, "encoder.layers[0] gives 63 values for the label, which are no channels of 8 x 8", Model.Linear("e", 5, 63), ", \"classes\": 5");

    [Fact]
    public void An_embedding_for_another_number_of_labels_is_named() => Refused(
        """ { "label": "append", "linear": "e" } """, "e.weight: expected [out, 4], found [64, 5]", Model.Linear("e", 5, 64), ", \"classes\": 4");

    [Fact]
    public void A_label_without_classes_is_refused() => Refused(
        """ { "label": "append" } """, "needs \"classes\", the number of labels: encoder.layers[0] takes one");

    [Fact]
    public void Classes_without_a_label_are_refused() => Refused(
        """ { "flatten": true } """, "has \"classes\", but no layer of encoder or decoder is a \"label\"", Model, ", \"classes\": 10");

    [Theory]
    [InlineData("0")]
    [InlineData("4097")]
    [InlineData("\"10\"")]
    public void Classes_are_a_number_within_reason(string classes) => Refused(
        """ { "label": "append" } """, "classes has to be a whole number from 1 to 4096", Model, $", \"classes\": {classes}");

    [Theory]
    [InlineData(""" { "conv": "c1", "stride": 0 } """, "encoder.layers[0].stride has to be a whole number from 1 to 65536")]
    [InlineData(""" { "conv": "c1", "stride": 99999999999999999999 } """, "encoder.layers[0].stride has to be a whole number")]
    [InlineData(""" { "conv": "c1", "padding": -1 } """, "encoder.layers[0].padding has to be a whole number from 0")]
    [InlineData(""" { "conv": "c1", "padding": "valid" } """, "padding is \"valid\"; it can be same")]
    [InlineData(""" { "conv": "c1", "padding": [1, 2, 3] } """, "padding has to be one number, or two")]
    [InlineData(""" { "conv_transpose": "c1", "stride": 2, "output_padding": 2 } """, "output_padding has to be smaller than the stride")]
    [InlineData(""" { "conv_transpose": "c1", "stride": 2, "padding": "same", "output_padding": 1 } """, "output_padding and the padding \"same\" exclude each other")]
    [InlineData(""" { "conv": "c1", "batch_norm": "n" } """, "encoder.layers[0] is both \"conv\" and \"batch_norm\"")]
    [InlineData(""" { "linear": "c1", "stride": 2 } """, "encoder.layers[0] has a \"stride\", which a linear does not take")]
    [InlineData(""" { "cnov": "c1" } """, "has a member cnov that the format does not know. Near it: conv")]
    [InlineData(""" { "batch_norm": "n", "eps": 1.23456789e-5 } """, "eps has to be a number of at most 7 digits")]
    [InlineData(""" { "activation": "relu" } """, "needs \"linear\" (the common name of weight and bias)")]
    public void A_layer_that_the_format_does_not_know_is_refused(string layer, string message) => Refused(layer, message);

    [Fact]
    public void Latents_can_be_images()
    {
        var model = new SmallModel().Convolution("c", 3, 4).Convolution("h", 4, 4).Convolution("d", 2, 3);

        var report = Export(
            model,
            """ "layers": [{ "conv": "c", "stride": 2, "padding": 1, "activation": "silu" }], "joint": { "conv": "h", "padding": 1 } """,
            """ "layers": [{ "upsample": 2 }], "real": { "conv": "d", "padding": 1 }, "variance": 0.5 """);

        Assert.Contains("mean [N, 2, 4, 4]", report.Graphs[0].Outputs);
        Assert.Contains("z [N, 2, 4, 4]", report.Graphs[1].Inputs);
        Assert.Equal("conv, 3x8x8-4-2-3x8x8, convolutions (stride 2, padding 1; stride 1, padding 1), silu, log-variance head h, Gaussian of variance 0.5", report.Recognised);
    }

    [Theory]
    [InlineData("encoder")]
    [InlineData("decoder")]
    public void A_label_can_enter_one_graph_alone_and_both_take_it(string place)
    {
        const string Label = "{ \"label\": \"append\" }";
        var model = new SmallModel().Linear("m", place == "encoder" ? 195 : 192, 2).Linear("s", place == "encoder" ? 195 : 192, 2).Linear("o", place == "decoder" ? 5 : 2, 192);

        var report = Export(
            model,
            $$""" "layers": [{ "flatten": true }{{(place == "encoder" ? "," + Label : "")}}], {{Heads}} """,
            $$""" "layers": [{{(place == "decoder" ? Label : "")}}], {{Output}} """,
            ", \"classes\": 3");

        Assert.Equal(["x [N, 3, 8, 8]", "y [N]"], report.Graphs[0].Inputs);
        Assert.Equal(["z [N, 2]", "y [N]"], report.Graphs[1].Inputs);
        using var vae = Vae.Load(folder["onnx"]);
        Assert.Equal(3, vae.Classes);
        Assert.Equal(2, vae.Encode(new float[192], [2]).Mean.Length);
    }

    [Fact]
    public void A_convolution_can_name_its_tensors_one_by_one()
    {
        var model = new SmallModel().Tensor("W", 4, 3, 3, 3).Tensor("b", 4).Linear("m", 64, 2).Linear("s", 64, 2).Linear("o", 2, 192);

        var report = Export(model, $$""" "layers": [{ "conv": "first", "weight": "W", "bias": "b", "stride": 2, "padding": 1 }], {{Heads}} """, Output);

        Assert.True(report.Passed);
    }

    /// <summary>784 values in, images inside, 784 out.</summary>
    [Fact]
    public void A_flat_datum_can_become_an_image_inside()
    {
        var model = new SmallModel().Convolution("c", 1, 2).Linear("m", 18, 2).Linear("s", 18, 2).Linear("d", 2, 9).Convolution("o", 1, 4);
        var architecture = folder.Write("my.json", $$"""
            {
              "input_shape": [36],
              "encoder": { "layers": [{ "reshape": [1, 6, 6] }, { "conv": "c", "stride": 2, "padding": 1 }], {{Heads}} },
              "decoder": { "layers": [{ "linear": "d" }, { "reshape": [1, 3, 3] }], "logits": { "conv": "o", "padding": 1 } }
            }
            """);

        var report = VaeExporter.Export(model.Save(folder), folder["onnx"], new() { Architecture = architecture });

        Assert.Equal(["logits [N, 36]", "recon [N, 36]"], report.Graphs[1].Outputs);
    }

    [Fact]
    public void A_convolutional_checkpoint_without_a_file_is_told_to_be_described() => Unrecognised(
        Model, ErrorKind.Unsupported, "any other model of linear and convolutional layers is described in an architecture file (--architecture, docs/architecture-file.md)");

    [Fact]
    public void A_model_of_our_own_without_its_file_is_told_where_to_put_it() => Unrecognised(
        new SmallModel().Convolution("encoder.conv.0", 3, 4).Linear("encoder.mean", 16, 2), ErrorKind.Input, "Put its model.json beside it");

    private void Unrecognised(SmallModel model, ErrorKind kind, string message)
    {
        var error = Assert.Throws<VaeOnnxException>(() => VaeExporter.Export(model.Save(folder), folder["onnx"]));

        Assert.Equal(kind, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private ExportReport Export(SmallModel model, string encoder, string decoder, string further = "") => VaeExporter.Export(
        model.Save(folder),
        folder["onnx"],
        new() { Architecture = folder.Write("my.json", $$""" { "input_shape": [3, 8, 8]{{further}}, "encoder": { {{encoder}} }, "decoder": { {{decoder}} } } """) });

    private void Refused(string layers, string message, SmallModel? model = null, string further = "")
    {
        var error = Assert.Throws<VaeOnnxException>(() => Export(model ?? Model, $$""" "layers": [{{layers}}], {{Heads}} """, Output, further));

        Assert.Equal(ErrorKind.Input, error.Kind);
        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), error.Message);
        Assert.False(Directory.Exists(folder["onnx"]));
    }
}
