using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Inference.Lanes;

/// <summary>The first rows of a lane's buffers as tensors of one batch size, bound to their graph.</summary>
internal sealed class BoundBatch : IDisposable
{
    private readonly GraphSession graph;
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly OrtValue[] inputs;
    private readonly OrtValue[] outputs;
    private readonly OrtIoBinding? binding;

    public BoundBatch(GraphSession graph, int count, PinnedBuffer<float> input, PinnedBuffer<long> labels, PinnedBuffer<float>[] outputBuffers)
    {
        this.graph = graph;
        Count = count;
        inputNames = graph.Label is null ? [graph.Input.Name] : [graph.Input.Name, graph.Label];
        outputNames = [.. graph.Outputs.Select(output => output.Name)];
        inputs = graph.Label is null ? [Tensor(input, graph.Input)] : [Tensor(input, graph.Input), Labels(labels)];
        outputs = [.. graph.Outputs.Select((output, i) => Tensor(outputBuffers[i], output))];

        // A binding costs nothing per run, but it copies an input to another device when it is bound and never again
        // (microsoft/onnxruntime #5857), so that every later run would see the first one's data there.
        if (graph.Options.Provider != ExecutionProvider.Cpu)
            return;
        binding = graph.Session.CreateIoBinding();
        for (int i = 0; i < inputs.Length; i++)
            binding.BindInput(inputNames[i], inputs[i]);
        for (int i = 0; i < outputs.Length; i++)
            binding.BindOutput(outputNames[i], outputs[i]);
    }

    /// <summary>Number of data.</summary>
    public int Count { get; }

    public void Run(RunOptions options)
    {
        if (binding is not null)
            graph.Session.RunWithBinding(options, binding);
        else
            graph.Session.Run(options, inputNames, inputs, outputNames, outputs);
    }

    public void Dispose()
    {
        binding?.Dispose();
        foreach (var value in inputs)
            value.Dispose();
        foreach (var value in outputs)
            value.Dispose();
    }

    private OrtValue Tensor(PinnedBuffer<float> buffer, GraphTensor tensor) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, buffer.Memory[..(Count * tensor.Length)], [Count, .. tensor.Shape]);

    private OrtValue Labels(PinnedBuffer<long> buffer) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.Memory[..Count], [Count]);
}
