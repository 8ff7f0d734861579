using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Inference.Lanes;

/// <summary>The first rows of a lane's buffers as tensors of one batch size, bound to their graph.</summary>
internal sealed class BoundBatch : IDisposable
{
    private readonly GraphSession graph;
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly BoundTensor input;
    private readonly BoundTensor[] outputs;
    private readonly OrtValue? labels;
    private readonly OrtValue[] inputValues;
    private readonly OrtValue[] outputValues;
    private readonly OrtIoBinding? binding;

    public BoundBatch(GraphSession graph, int count, PinnedBuffer<float> inputBuffer, PinnedBuffer<long> labelBuffer, PinnedBuffer<float>[] outputBuffers)
    {
        this.graph = graph;
        Count = count;
        input = new(graph.Input, isInput: true, count, inputBuffer);
        outputs = [.. graph.Outputs.Select((output, i) => new BoundTensor(output, isInput: false, count, outputBuffers[i]))];
        if (graph.Label is not null)
            labels = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, labelBuffer.Memory[..count], [count]);
        inputNames = graph.Label is null ? [graph.Input.Name] : [graph.Input.Name, graph.Label];
        outputNames = [.. graph.Outputs.Select(output => output.Name)];
        inputValues = labels is null ? [input.Value] : [input.Value, labels];
        outputValues = [.. outputs.Select(output => output.Value)];

        // A binding costs nothing per run, but it copies an input to another device when it is bound and never again
        // (microsoft/onnxruntime #5857), so that every later run would see the first one's data there.
        if (graph.Options.Provider != ExecutionProvider.Cpu)
            return;
        binding = graph.Session.CreateIoBinding();
        input.BindTo(binding);
        foreach (var output in outputs)
            output.BindTo(binding);
        if (labels is not null)
            binding.BindInput(graph.Label!, labels);
    }

    /// <summary>Number of data.</summary>
    public int Count { get; }

    /// <summary>Whether the tensors can be moved to memory of the caller's.</summary>
    public bool CanMove => binding is not null && graph.Native is not null;

    /// <summary>
    /// Lets the next run read its input and write its outputs where the caller has them; empty ones are the lane's buffers.
    /// The memory has to stay where it is until the run ends.
    /// </summary>
    /// <returns>Null, or what ONNX Runtime says is wrong.</returns>
    public string? Move(ReadOnlySpan<float> data, ReadOnlySpan<float> first, ReadOnlySpan<float> second) =>
        MoveOne(input, data) ?? MoveOne(outputs[0], first) ?? (outputs.Length > 1 ? MoveOne(outputs[1], second) : null);

    public void Run(RunOptions options)
    {
        if (binding is not null)
            graph.Session.RunWithBinding(options, binding);
        else
            graph.Session.Run(options, inputNames, inputValues, outputNames, outputValues);
    }

    public void Dispose()
    {
        binding?.Dispose();
        input.Dispose();
        labels?.Dispose();
        foreach (var output in outputs)
            output.Dispose();
    }

    private string? MoveOne(BoundTensor tensor, ReadOnlySpan<float> memory) => tensor.MoveTo(memory, graph.Native!, binding!);
}
