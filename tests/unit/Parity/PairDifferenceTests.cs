using VaeOnnx.Export;
using VaeOnnx.Export.Verification;
using VaeOnnx.Parity;
using VaeOnnx.Tests.Unit.Export;

namespace VaeOnnx.Tests.Unit.Parity;

public sealed class PairDifferenceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Two_exports_of_one_checkpoint_do_not_differ()
    {
        var difference = Difference(SmallModel.PyTorchExample(), SmallModel.PyTorchExample());

        Assert.Null(difference.First);
        Assert.Equal(8, difference.Nodes.Count);
    }

    [Theory]
    [InlineData("fc1.bias", "encoder: Gemm 'fc1' gives other numbers")]
    [InlineData("fc22.bias", "encoder: Gemm 'logvar' gives other numbers")]
    [InlineData("fc4.bias", "decoder: Gemm 'logits' gives other numbers")]
    public void The_first_node_that_computes_other_numbers_is_named(string tensor, string first) =>
        Assert.Equal(first, Difference(SmallModel.PyTorchExample(), SmallModel.PyTorchExample().With(tensor, 1, 0.123f)).First);

    [Fact]
    public void Layers_of_two_widths_are_named() => Assert.Equal(
        "encoder: Gemm 'fc1' gives [N, 5], the other [N, 6]", Difference(SmallModel.PyTorchExample(), SmallModel.PyTorchExample(hidden: 6)).First);

    [Fact]
    public void Inputs_of_two_widths_are_named() => Assert.Equal(
        "encoder: the inputs differ: x [N, 12] and x [N, 13]", Difference(SmallModel.PyTorchExample(), SmallModel.PyTorchExample(input: 13)).First);

    [Fact]
    public void A_float32_model_and_its_bfloat16_copy_differ_from_the_first_layer_on()
    {
        VaeExporter.Export(Fixtures.Path("formats", "model.bin"), folder["one"], new() { Verification = VerificationLevel.None });
        VaeExporter.Export(Fixtures.Path("formats", "bfloat16.pt"), folder["two"], new() { Verification = VerificationLevel.None });

        Assert.Equal("encoder: Gemm 'fc1' gives other numbers", PairDifference.Of(folder["one"], folder["two"]).First);
    }

    private PairDifference Difference(SmallModel one, SmallModel other)
    {
        VaeExporter.Export(one.Save(folder, "one.safetensors"), folder["one"], new() { Verification = VerificationLevel.None });
        VaeExporter.Export(other.Save(folder, "two.safetensors"), folder["two"], new() { Verification = VerificationLevel.None });
        return PairDifference.Of(folder["one"], folder["two"]);
    }
}
