using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference;
using VaeOnnx.Inference.Lanes;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>ONNX Runtime's C functions, called by their places in its table; and the way without them.</summary>
[Collection(Alone.Name)]
public sealed class NativeFunctionTests : IDisposable
{
    private static readonly float[] X = ServedPair.Singles("torch-mnist", "x");

    private readonly InferenceSession session;
    private readonly NativeFunctions native;

    public NativeFunctionTests()
    {
        NativeRuntime.Ensure();
        session = new(ServedPair.Encoder());
        native = NativeFunctions.Loaded!;
    }

    public void Dispose() => session.Dispose();

    [Fact]
    public void Memory_is_bound_as_an_input_and_as_outputs()
    {
        using var binding = session.CreateIoBinding();
        using var options = new RunOptions();
        float[] x = Pinned(X), mean = Pinned(new float[34 * 20]), logVar = Pinned(new float[34 * 20]);

        Assert.Null(native.Bind(binding, isInput: true, "x\0"u8, x, [34, 784]));
        Assert.Null(native.Bind(binding, isInput: false, "mean\0"u8, mean, [34, 20]));
        Assert.Null(native.Bind(binding, isInput: false, "logvar\0"u8, logVar, [34, 20]));
        session.RunWithBinding(options, binding);

        Close.To(ServedPair.Singles("torch-mnist", "mean"), mean);
        Close.To(ServedPair.Singles("torch-mnist", "logvar"), logVar);
    }

    [Fact]
    public void What_is_bound_twice_is_the_latter()
    {
        using var binding = session.CreateIoBinding();
        using var options = new RunOptions();
        float[] first = Pinned(new float[34 * 20]), second = Pinned(new float[34 * 20]);

        Assert.Null(native.Bind(binding, isInput: true, "x\0"u8, Pinned(new float[X.Length]), [34, 784]));
        Assert.Null(native.Bind(binding, isInput: true, "x\0"u8, Pinned(X), [34, 784]));
        Assert.Null(native.Bind(binding, isInput: false, "mean\0"u8, first, [34, 20]));
        Assert.Null(native.Bind(binding, isInput: false, "mean\0"u8, second, [34, 20]));
        session.RunWithBinding(options, binding);

        Assert.All(first, value => Assert.Equal(0, value));
        Close.To(ServedPair.Singles("torch-mnist", "mean"), second);
    }

    [Fact]
    public void A_buffer_shorter_than_its_shape_is_refused_in_ONNX_Runtimes_words()
    {
        using var binding = session.CreateIoBinding();

        Assert.Contains("not enough space", native.Bind(binding, isInput: true, "x\0"u8, new float[784], [2, 784]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_name_that_the_graph_does_not_have_is_refused_in_ONNX_Runtimes_words(bool isInput)
    {
        using var binding = session.CreateIoBinding();

        string? wrong = native.Bind(binding, isInput, "nothing\0"u8, new float[784], [1, 784]);
        if (isInput)
        {
            Assert.NotNull(wrong);
            return;
        }

        // Outputs are looked up when the graph runs.
        using var options = new RunOptions();
        native.Bind(binding, isInput: true, "x\0"u8, Pinned(new float[784]), [1, 784]);
        Assert.Contains("nothing", Assert.Throws<OnnxRuntimeException>(() => session.RunWithBinding(options, binding)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_bound_a_million_times_is_released_as_often()
    {
        using var binding = session.CreateIoBinding();
        float[] x = Pinned(X);
        long[] shape = [34, 784];
        native.Bind(binding, isInput: true, "x\0"u8, x, shape);

        long memory = Environment.WorkingSet;
        for (int i = 0; i < 1_000_000; i++)
            native.Bind(binding, isInput: true, "x\0"u8, x, shape);

        // A tensor that is not released takes some 200 bytes.
        Assert.InRange(Environment.WorkingSet - memory, long.MinValue, 100_000_000);
    }

    /// <summary>
    /// A managed package that reaches its library in another way, and a graph on another device, which takes its inputs there
    /// when it runs: data are copied.
    /// </summary>
    [Theory]
    [InlineData(ExecutionProvider.Cpu)]
    [InlineData(ExecutionProvider.Cuda)]
    public void Without_them_data_are_copied_and_the_results_are_the_same(ExecutionProvider provider)
    {
        GraphTensor x = new("x", [784]), mean = new("mean", [20]), logVar = new("logvar", [20]);
        var graph = new GraphSession(
            session, x, [mean, logVar], label: null, new() { Provider = provider }, "encoder.onnx", provider == ExecutionProvider.Cpu ? null : native);
        using var bound = new BoundGraph(graph, maxCapacity: 400);
        float[] data = [.. Enumerable.Repeat(X, 10).SelectMany(data => data)], means = new float[340 * 20], logVars = new float[340 * 20];

        for (int round = 0; round < 2; round++)
        {
            bound.Run(340, data, means, logVars, CancellationToken.None);

            using var vae = ServedPair.Load();
            Close.To(vae.Encode(data).Mean.Span, means);
            Close.To(vae.Encode(data).LogVar.Span, logVars);
            Array.Reverse(data);
        }
    }

    private static float[] Pinned(float[] values)
    {
        var pinned = GC.AllocateArray<float>(values.Length, pinned: true);
        values.CopyTo(pinned, 0);
        return pinned;
    }
}
