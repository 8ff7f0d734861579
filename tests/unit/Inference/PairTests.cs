using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference;

public class PairTests
{
    [Fact]
    public void The_two_graphs_of_one_export_are_a_pair() => VaeMetadata.EnsurePair(Metadata.Encoder, Metadata.Decoder, "onnx");

    [Fact]
    public void Swapped_files_are_refused_as_swapped() =>
        Refusal.Of(
            ErrorKind.Input,
            () => VaeMetadata.EnsurePair(Metadata.Decoder, Metadata.Encoder, "onnx"),
            "onnx",
            "encoder.onnx holds the decoder",
            "rename");

    [Fact]
    public void A_decoder_in_both_places_is_refused() =>
        Refusal.Of(
            ErrorKind.Input,
            () => VaeMetadata.EnsurePair(Metadata.Decoder, Metadata.Decoder, "onnx"),
            "encoder.onnx",
            "vae.role is 'decoder', expected 'encoder'");

    [Fact]
    public void A_decoder_of_another_export_is_refused() =>
        Refusal.Of(
            ErrorKind.Input,
            () => VaeMetadata.EnsurePair(Metadata.Encoder, Metadata.Decoder with { Pair = "ffff0000" }, "onnx"),
            "not of one export",
            "vae.pair",
            "'0123abcd'",
            "'ffff0000'");

    [Fact]
    public void A_decoder_of_another_family_is_refused() =>
        Refusal.Of(
            ErrorKind.Input,
            () => VaeMetadata.EnsurePair(Metadata.Encoder, Metadata.Decoder with { Family = "mlp", Pair = "ffff0000" }, "onnx"),
            "vae.family",
            "'pytorch-example'",
            "'mlp'");

    [Fact]
    public void A_decoder_with_another_latent_shape_is_refused() =>
        Refusal.Of(
            ErrorKind.Input,
            () => VaeMetadata.EnsurePair(Metadata.Encoder, Metadata.Decoder with { LatentShape = [2] }, "onnx"),
            "vae.latent_shape",
            "'20'",
            "'2'");

    [Fact]
    public void A_conditional_decoder_for_an_unconditional_encoder_is_refused() =>
        Refusal.Of(
            ErrorKind.Input,
            () => VaeMetadata.EnsurePair(Metadata.Encoder, Metadata.Decoder with { Classes = 10 }, "onnx"),
            "vae.classes",
            "absent",
            "'10'");
}
