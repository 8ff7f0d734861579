using VaeOnnx.Export.Architectures;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Architectures;

public class ArchitectureFileTests
{
    private const string Encoder = """ "encoder": { "layers": [{ "linear": "fc1", "activation": "relu" }], "mean": { "linear": "fc21" }, "logvar": { "linear": "fc22" } } """;
    private const string Decoder = """ "decoder": { "layers": [{ "linear": "fc3", "activation": "relu" }], "probabilities": { "linear": "fc4" } } """;

    [Fact]
    public void A_file_states_layers_activations_heads_and_output()
    {
        var architecture = Parse($$""" { "input_shape": [1, 28, 28], "output_shape": [784], "input_range": "0,1", {{Encoder}}, {{Decoder}} } """);

        Assert.Equal([1, 28, 28], architecture.InputShape);
        Assert.Equal([784], architecture.OutputShape);
        Assert.Equal("0,1", architecture.InputRange);
        Assert.Equal("mlp", architecture.Family);
        Assert.Equal("fc1", Assert.IsType<LinearLayer>(Assert.Single(architecture.EncoderLayers)).Tensors.Name);
        Assert.Equal(new Activation(ActivationKind.Relu), architecture.EncoderLayers[0].Activation);
        Assert.Equal(EncoderHead.LogVar, architecture.EncoderHeads.Head);
        Assert.Equal(DecoderOutput.Probabilities, architecture.DecoderHeads.Kind);
    }

    [Fact]
    public void The_output_has_the_shape_of_the_input_unless_said_otherwise() =>
        Assert.Equal([12], Parse($$""" { "input_shape": [12], {{Encoder}}, {{Decoder}} } """).OutputShape);

    [Theory]
    [InlineData("logvar", EncoderHead.LogVar)]
    [InlineData("logstd", EncoderHead.LogStd)]
    [InlineData("std", EncoderHead.Std)]
    [InlineData("var", EncoderHead.Var)]
    public void The_second_head_is_what_it_is_called(string name, object head) => Assert.Equal(
        head,
        Parse($$""" { "input_shape": [12], "encoder": { "mean": { "linear": "a" }, "{{name}}": { "linear": "b" } }, {{Decoder}} } """).EncoderHeads.Head);

    [Fact]
    public void One_head_of_twice_the_latent_size_is_cut_in_halves()
    {
        var heads = Parse($$""" { "input_shape": [12], "encoder": { "joint": { "linear": "h", "halves": ["logstd", "mean"] } }, {{Decoder}} } """).EncoderHeads;

        Assert.Equal("h", heads.Joint!.Tensors.Name);
        Assert.False(heads.MeanFirst);
        Assert.Equal(EncoderHead.LogStd, heads.Head);
    }

    [Fact]
    public void A_layer_can_name_its_matrix_and_its_bias_and_say_how_the_matrix_lies()
    {
        var layer = EncoderLayer(""" { "weight": "W1", "bias": "b1", "layout": "in_out", "activation": "tanh" } """);

        Assert.Equal(new TensorReference(null, "W1", "b1", HasBias: true, InputFirst: true), Assert.IsType<LinearLayer>(layer).Tensors);
    }

    [Fact]
    public void A_layer_can_have_no_bias() => Assert.False(
        Assert.IsType<LinearLayer>(EncoderLayer(""" { "linear": "fc1", "bias": false } """)).Tensors.HasBias);

    [Fact]
    public void A_leaky_relu_has_a_slope() => Assert.Equal(
        new Activation(ActivationKind.LeakyRelu, 0.2),
        EncoderLayer(""" { "linear": "fc1", "activation": "leaky_relu", "slope": 0.2 } """).Activation);

    [Fact]
    public void Comments_and_a_byte_order_mark_are_read_over()
    {
        using var folder = new TemporaryFolder();
        var path = folder[".json"];
        File.WriteAllText(path, $$""" { /* mine */ "input_shape": [12], {{Encoder}}, {{Decoder}}, } """, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal([12], ArchitectureFile.Read(path).InputShape);
    }

    [Theory]
    [InlineData("{ \"input_shape\": [12]", "my.json: not valid JSON: ")]
    [InlineData("[]", "the architecture has to be an object")]
    [InlineData("{ \"input_shape\": [12], \"input_shape\": [12] }", "not valid JSON")]
    public void What_is_no_object_is_refused(string json, string message) => Refused(json, message);

    [Fact]
    public void A_missing_member_is_named() => Refused($$""" { "input_shape": [12], {{Encoder}} } """, "needs a member \"decoder\"");

    [Fact]
    public void A_misspelt_member_is_named_with_what_is_near() => Refused(
        $$""" { "input_shpae": [12], {{Encoder}}, {{Decoder}} } """, "input_shpae that the format does not know. Near it: input_shape");

    [Fact]
    public void A_misspelt_activation_is_named_with_its_place_and_what_is_near() => RefusedLayer(
        """ { "linear": "fc1", "activation": "rleu" } """, "encoder.layers[0].activation is \"rleu\"; it can be relu, ", "Near it: relu");

    [Theory]
    [InlineData("[0]")]
    [InlineData("[-784]")]
    [InlineData("[7.5]")]
    [InlineData("[\"784\"]")]
    public void A_size_is_a_whole_number_from_1_up(string shape) => Refused(
        $$""" { "input_shape": {{shape}}, {{Encoder}}, {{Decoder}} } """, "input_shape[0] has to be a whole number from 1 up");

    [Theory]
    [InlineData("[]")]
    [InlineData("[1, 1, 1, 1, 1]")]
    [InlineData("[2147483647, 2147483647]")]
    public void A_shape_has_one_to_four_sizes_that_fit_into_memory(string shape) => Refused(
        $$""" { "input_shape": {{shape}}, {{Encoder}}, {{Decoder}} } """, "input_shape has to be a shape without the batch");

    [Fact]
    public void An_unknown_range_is_refused() => Refused(
        $$""" { "input_shape": [12], "input_range": "0,255", {{Encoder}}, {{Decoder}} } """, "input_range is \"0,255\"; it can be 0,1, -1,1, binary");

    [Fact]
    public void A_family_is_a_short_plain_name() => Refused(
        $$""" { "input_shape": [12], "family": "My VAE", {{Encoder}}, {{Decoder}} } """, "family has to be a short name");

    [Fact]
    public void An_encoder_without_a_spread_is_refused() => Refused(
        $$""" { "input_shape": [12], "encoder": { "mean": { "linear": "a" } }, {{Decoder}} } """, "encoder needs one of \"logvar\", \"logstd\", \"std\", \"var\"");

    [Fact]
    public void An_encoder_with_two_spreads_is_refused() => Refused(
        $$""" { "input_shape": [12], "encoder": { "mean": { "linear": "a" }, "std": { "linear": "b" }, "var": { "linear": "c" } }, {{Decoder}} } """,
        "encoder needs one of");

    [Fact]
    public void A_joint_head_beside_a_mean_is_refused() => Refused(
        $$""" { "input_shape": [12], "encoder": { "joint": { "linear": "h" }, "mean": { "linear": "a" } }, {{Decoder}} } """, "encoder.joint is the head of both");

    [Fact]
    public void Halves_without_a_mean_are_refused() => Refused(
        $$""" { "input_shape": [12], "encoder": { "joint": { "linear": "h", "halves": ["std", "var"] } }, {{Decoder}} } """, "\"halves\" that are not a mean and a spread");

    [Fact]
    public void A_decoder_gives_exactly_one_kind_of_output() => Refused(
        $$""" { "input_shape": [12], {{Encoder}}, "decoder": { "logits": { "linear": "a" }, "real": { "linear": "b" } } } """, "decoder needs exactly one of \"logits\", \"probabilities\", \"real\"");

    [Fact]
    public void Logits_have_no_activation() => Refused(
        $$""" { "input_shape": [12], {{Encoder}}, "decoder": { "logits": { "linear": "a", "activation": "sigmoid" } } } """, "decoder.logits has an activation: then it does not give logits");

    [Fact]
    public void Probabilities_are_a_sigmoid_and_nothing_else() => Refused(
        $$""" { "input_shape": [12], {{Encoder}}, "decoder": { "probabilities": { "linear": "a", "activation": "tanh" } } } """, "decoder.probabilities is the sigmoid of a linear layer");

    [Fact]
    public void Only_real_values_have_a_variance() => Refused(
        $$""" { "input_shape": [12], {{Encoder}}, "decoder": { "logits": { "linear": "a" }, "variance": 0.1 } } """, "decoder gives logits, which have no variance");

    [Fact]
    public void A_decoder_has_one_variance() => Refused(
        $$""" { "input_shape": [12], {{Encoder}}, "decoder": { "real": { "linear": "a" }, "recon_std": { "linear": "b" }, "variance": 0.1 } } """, "decoder has more than one variance");

    [Fact]
    public void A_variance_is_above_0() => Refused(
        $$""" { "input_shape": [12], {{Encoder}}, "decoder": { "real": { "linear": "a" }, "variance": 0 } } """, "decoder.variance has to be a number above 0");

    [Fact]
    public void A_layer_names_its_tensors_in_one_way() => RefusedLayer(""" { "linear": "fc1", "weight": "W" } """, "encoder.layers[0] needs \"linear\"");

    [Fact]
    public void A_matrix_of_its_own_name_needs_the_name_of_its_bias() => RefusedLayer(""" { "weight": "W" } """, "encoder.layers[0] needs \"bias\"");

    [Fact]
    public void A_leaky_relu_without_a_slope_is_refused() => RefusedLayer(
        """ { "linear": "fc1", "activation": "leaky_relu" } """, "encoder.layers[0] needs the \"slope\" of its leaky_relu");

    [Fact]
    public void A_slope_is_for_leaky_relu_alone() => RefusedLayer(
        """ { "linear": "fc1", "activation": "relu", "slope": 0.2 } """, "encoder.layers[0] has a \"slope\", which only leaky_relu takes");

    [Fact]
    public void A_slope_without_an_activation_is_refused() => RefusedLayer(""" { "linear": "fc1", "slope": 0.2 } """, "has a \"slope\" without an activation");

    [Fact]
    public void A_slope_that_float32_cannot_hold_is_refused() => RefusedLayer(
        """ { "linear": "fc1", "activation": "leaky_relu", "slope": 1e-50 } """, "slope is no number that float32 can hold");

    [Fact]
    public void An_image_has_as_many_values_as_a_datum() => Refused(
        $$""" { "input_shape": [12], "image_shape": [5, 5], {{Encoder}}, {{Decoder}} } """, "image_shape has 25 values, and a datum of input_shape has 12");

    [Fact]
    public void A_text_that_is_half_a_character_is_refused() => Refused(
        $$""" { "input_shape": [12], "ignore": ["\ud800"], {{Encoder}}, {{Decoder}} } """, "holds a text that is no valid Unicode");

    [Fact]
    public void A_member_given_twice_is_refused() => Refused(
        $$""" { "input_shape": [12], "input_shape": [12], {{Encoder}}, {{Decoder}} } """, "not valid JSON: ", "input_shape");

    [Fact]
    public void A_file_that_no_person_wrote_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.json", new byte[2_000_000]);

        var error = Assert.Throws<VaeOnnxException>(() => ArchitectureFile.Read(path));

        Assert.Contains("2.0 MB is too much for an architecture file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<VaeOnnxException>(() => ArchitectureFile.Read("no-such-file.json"));

        Assert.Equal(ErrorKind.Input, error.Kind);
        Assert.Contains("no-such-file.json: does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_purpose_is_told_from_an_architecture()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(ArchitectureFile.ReadIfArchitecture(folder.Write("model.json", """ { "format": "layers-model" } """)));
        Assert.Null(ArchitectureFile.ReadIfArchitecture(folder.Write("model.json", "no JSON at all")));
    }

    private static Architecture Parse(string json) => ArchitectureFile.Parse(json, "my.json");

    private static Layer EncoderLayer(string layer) => Assert.Single(Parse(WithLayer(layer)).EncoderLayers);

    private static string WithLayer(string layer) =>
        $$""" { "input_shape": [12], "encoder": { "layers": [{{layer}}], "mean": { "linear": "a" }, "logvar": { "linear": "b" } }, {{Decoder}} } """;

    private static void RefusedLayer(string layer, params string[] words) => Refused(WithLayer(layer), words);

    private static void Refused(string json, params string[] words)
    {
        var error = Assert.Throws<VaeOnnxException>(() => Parse(json));

        Assert.Equal(ErrorKind.Input, error.Kind);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }
}
