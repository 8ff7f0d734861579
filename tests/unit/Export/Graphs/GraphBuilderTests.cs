using Google.Protobuf;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Graphs;

public class GraphBuilderTests
{
    [Fact]
    public void A_torch_weight_is_stored_as_it_is_and_Gemm_is_told_to_transpose()
    {
        var graph = Build(new SmallModel().Linear("fc", 3, 2), builder => builder.Output("y", builder.Linear(builder.Input("x", [3]), "fc")));

        var gemm = Assert.Single(graph.Node);
        Assert.Equal("Gemm", gemm.OpType);
        Assert.Equal(1, Assert.Single(gemm.Attribute).I);
        Assert.Equal([2L, 3L], graph.Initializer.Single(tensor => tensor.Name == "fc.weight").Dims);
    }

    [Fact]
    public void A_Flax_kernel_is_stored_as_it_is_and_nothing_is_transposed()
    {
        var graph = Build(new SmallModel().Dense("fc", 3, 2), builder => builder.Output("y", builder.Linear(builder.Input("x", [3]), "fc")));

        Assert.Empty(Assert.Single(graph.Node).Attribute);
        Assert.Equal([3L, 2L], graph.Initializer.Single(tensor => tensor.Name == "fc/kernel").Dims);
    }

    [Fact]
    public void An_output_takes_its_name_without_a_node_of_its_own()
    {
        var graph = Build(new SmallModel().Linear("fc", 3, 2), builder => builder.Output("mean", builder.Linear(builder.Input("x", [3]), "fc")));

        Assert.Equal("mean", Assert.Single(graph.Node).Output[0]);
        Assert.Equal("mean", Assert.Single(graph.Output).Name);
    }

    [Fact]
    public void The_batch_is_symbolic_and_all_other_sizes_are_fixed()
    {
        var graph = Build(new SmallModel().Linear("fc", 12, 2), builder => builder.Output("y", builder.Linear(builder.Input("x", [3, 4]), "fc")));

        var dims = graph.Input[0].Type.TensorType.Shape.Dim;
        Assert.Equal(PairContract.BatchDimension, dims[0].DimParam);
        Assert.Equal([3L, 4L], dims.Skip(1).Select(dim => dim.DimValue));
    }

    [Fact]
    public void A_tensor_used_twice_is_stored_once()
    {
        var graph = Build(new SmallModel().Linear("fc", 3, 3), builder =>
            builder.Output("y", builder.Linear(builder.Linear(builder.Input("x", [3]), "fc"), "fc")));

        Assert.Equal(2, graph.Node.Count);
        Assert.Equal(2, graph.Initializer.Count);
    }

    [Fact]
    public void A_weight_with_the_name_of_an_input_gets_another_name()
    {
        var graph = Build(new SmallModel().Tensor("x", 2, 3), builder =>
            builder.Output("y", builder.Linear(builder.Input("x", [3]), new LinearKeys("x", "x", null, InputFirst: false))));

        Assert.Equal("x_2", Assert.Single(graph.Initializer).Name);
        Assert.Equal(["x", "x_2"], Assert.Single(graph.Node).Input);
    }

    [Fact]
    public void A_layer_without_a_bias_has_none_in_the_graph()
    {
        var graph = Build(new SmallModel().Linear("fc", 3, 2, bias: false), builder =>
            builder.Output("y", builder.Linear(builder.Input("x", [3]), new LinearKeys("fc", "fc.weight", null, InputFirst: false))));

        Assert.Equal(2, Assert.Single(graph.Node).Input.Count);
    }

    [Theory]
    [InlineData(13, 7)]
    [InlineData(18, 8)]
    [InlineData(20, 9)]
    [InlineData(21, 10)]
    public void The_file_format_is_the_one_that_came_with_the_operator_set(int opset, long version)
    {
        var model = Model(new SmallModel().Linear("fc", 3, 2), opset, builder => builder.Output("y", builder.Linear(builder.Input("x", [3]), "fc")));

        Assert.Equal(version, model.IrVersion);
        Assert.Equal(opset, Assert.Single(model.OpsetImport).Version);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(22)]
    public void An_operator_set_that_is_not_supported_is_refused(int opset)
    {
        var error = Assert.Throws<VaeOnnxException>(() => Opset.Ensure(opset));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains($"opset {opset} is not supported: pass one from 13 to 21", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_calls_give_the_same_bytes()
    {
        byte[] Bytes() => Model(SmallModel.PyTorchExample(), 18, builder =>
        {
            var hidden = builder.Activate(builder.Linear(builder.Input("x", [12]), "fc1"), new Activation(ActivationKind.Gelu));
            builder.Output("mean", builder.Linear(hidden, "fc21"));
        }).ToByteArray();

        Assert.Equal(Bytes(), Bytes());
    }

    private static GraphProto Build(SmallModel model, Action<GraphBuilder> build) => Model(model, Opset.Default, build).Graph;

    private static ModelProto Model(SmallModel model, int opset, Action<GraphBuilder> build)
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = Checkpoint.Open(model.Save(folder));
        var builder = new GraphBuilder(new Weights(checkpoint), opset);
        build(builder);
        return ModelProto.Parser.ParseFrom(builder.Build("test").Model.ToByteArray());
    }
}
