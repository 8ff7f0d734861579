using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Graphs;

/// <summary>
/// The tensors of a checkpoint, handed out by name, checked by shape, and counted: in the end every one was used, or
/// set aside by name with a reason.
/// </summary>
internal sealed partial class Weights
{
    private readonly Checkpoint checkpoint;
    private readonly Dictionary<string, CheckpointTensor> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<CheckpointTensor, Weight> used = [];
    private double greatestRounding;

    public Weights(Checkpoint checkpoint)
    {
        this.checkpoint = checkpoint;
        // The short name first: a full name is another way to ask for the same tensor.
        foreach (var tensor in checkpoint.Tensors) byName.TryAdd(Dotted(tensor.Name), tensor);
        foreach (var tensor in checkpoint.Tensors) byName.TryAdd(Dotted(tensor.FullName), tensor);
    }

    public string Source => checkpoint.Path;

    /// <summary>Some float64 weight that was handed out is not the float32 that a graph stores.</summary>
    public bool AreRounded { get; private set; }

    /// <summary>Flax joins the levels of a name by '/', PyTorch by '.', and files converted from one to the other mix them.</summary>
    public bool Has(string name) => byName.ContainsKey(Dotted(name));

    /// <summary>Whether there is a matrix under the name of a layer.</summary>
    public bool HasLayer(string layer) => Has(Linear(layer).Kernel);

    /// <summary>The layer under a name, PyTorch's <c>weight</c> [out, in] or Flax's <c>kernel</c> [in, out], with its bias.</summary>
    public LinearKeys Linear(string layer) => Has($"{layer}.kernel")
        ? new(layer, $"{layer}.kernel", $"{layer}.bias", InputFirst: true)
        : new(layer, $"{layer}.weight", $"{layer}.bias", InputFirst: false);

    /// <summary>The width that the layer under a name takes.</summary>
    public long InputWidth(string layer) => InputWidth(Linear(layer));

    /// <summary>The width that the layer under a name gives.</summary>
    public long Width(string layer) => Width(Linear(layer));

    /// <summary>The width that a layer takes.</summary>
    public long InputWidth(LinearKeys layer) => layer.InputWidth(Matrix(layer).Shape);

    /// <summary>The width that a layer gives.</summary>
    public long Width(LinearKeys layer) => layer.Width(Matrix(layer).Shape);

    /// <summary>The matrix of a layer that is fed with <paramref name="inputWidth"/> values.</summary>
    public Weight Kernel(LinearKeys layer, long inputWidth)
    {
        var tensor = Matrix(layer);
        if (layer.InputWidth(tensor.Shape) != inputWidth)
        {
            var expected = layer.InputFirst ? $"[{inputWidth}, out]" : $"[out, {inputWidth}]";
            throw Mismatch(tensor, expected, $"the layer before it gives {inputWidth} values");
        }

        return Use(tensor);
    }

    /// <summary>The bias [width] of a layer that has one.</summary>
    public Weight Bias(LinearKeys layer, long width)
    {
        var tensor = Find(layer.Bias!);
        if (tensor.Shape is not [var found] || found != width)
        {
            throw Mismatch(tensor, $"[{width}]", $"{layer.Kernel} gives {width} values");
        }

        return Use(tensor);
    }

    /// <summary>
    /// Sets aside what no graph needs, and says so; refuses what nobody accounts for: a layer that was overlooked gives
    /// wrong numbers.
    /// </summary>
    /// <param name="ignored">Names that the user has set aside.</param>
    /// <returns>A line for each tensor set aside.</returns>
    public IReadOnlyList<string> EnsureAllUsed(IReadOnlyCollection<string> ignored)
    {
        foreach (var name in ignored)
        {
            if (used.ContainsKey(Find(name)))
            {
                throw new VaeOnnxException(ErrorKind.Input, $"{Source}: {Text.Printable(name)} is to be ignored, but a layer uses it.");
            }
        }

        var notes = new List<string>();
        List<CheckpointTensor> leftOver = [], counters = [];
        foreach (var tensor in checkpoint.Tensors.Where(tensor => !used.ContainsKey(tensor)))
        {
            if (used.Keys.FirstOrDefault(tensor.IsSameMemoryAs) is { } twin)
            {
                notes.Add($"ignored {Text.Printable(tensor.Name)}: a second name of {Text.Printable(twin.Name)}");
            }
            else if (tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            {
                counters.Add(tensor);
            }
            else if (ignored.Any(name => Find(name) == tensor))
            {
                notes.Add($"ignored {Text.Printable(tensor.Name)}: the architecture file says so");
            }
            else
            {
                leftOver.Add(tensor);
            }
        }

        if (counters.Count > 0)
        {
            var others = counters.Count > 1 ? $" and {counters.Count - 1} more of that name: counters" : ": a counter";
            notes.Add($"ignored {Text.Printable(counters[0].Name)}{others} of training steps");
        }

        if (AreRounded)
        {
            notes.Add(FormattableString.Invariant(
                $"float64 weights were rounded to float32, by {greatestRounding:0.0e+00} of their value at most: float64 arrays of the unrounded model are judged by the float32 rounding bound"));
        }

        if (leftOver.Count == 0) return notes;
        var names = leftOver.Take(5).Select(tensor => $"{Text.Printable(tensor.Name)} {Text.Shape(tensor.Shape)}");
        var more = leftOver.Count > 5 ? $" and {leftOver.Count - 5} more" : "";
        throw new VaeOnnxException(
            ErrorKind.Input,
            $"{Source}: no layer of the model uses {string.Join(", ", names)}{more}. If this is another model, or one with tensors that it " +
            "does not need, describe it in an architecture file (--architecture), whose \"ignore\" sets tensors aside.");
    }

    private CheckpointTensor Find(string name)
    {
        if (byName.TryGetValue(Dotted(name), out var tensor)) return tensor;
        throw new VaeOnnxException(
            ErrorKind.Input,
            $"{Source}: the tensor {Text.Printable(name)} is missing.{Text.DidYouMean(name, checkpoint.Tensors.Select(other => other.Name))}");
    }

    private CheckpointTensor Matrix(LinearKeys layer)
    {
        var tensor = Find(layer.Kernel);
        return tensor.Shape.Count == 2
            ? tensor
            : throw Mismatch(tensor, layer.InputFirst ? "[in, out]" : "[out, in]", "it is the matrix of a linear layer");
    }

    private Weight Use(CheckpointTensor tensor)
    {
        // Without elements, a width may be any number.
        if (tensor.Count == 0)
        {
            throw new VaeOnnxException(
                ErrorKind.Input, $"{Source}: {Text.Printable(tensor.Name)} {Text.Shape(tensor.Shape)} has no elements: a layer of width 0 computes nothing.");
        }

        if (!used.TryGetValue(tensor, out var weight))
        {
            used[tensor] = weight = new Weight(tensor.Name, tensor.Shape, Float32(tensor));
        }

        return weight;
    }

    /// <summary>A tensor of the checkpoint as a view of it has it.</summary>
    private Weight Use(CheckpointTensor tensor, CheckpointTensor view)
    {
        Use(tensor);
        return new(tensor.Name, view.Shape, Float32(view));
    }

    private ByteString Float32(CheckpointTensor tensor)
    {
        if (!tensor.Type.IsFloatingPoint())
        {
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{Source}: {Text.Printable(tensor.Name)} is {tensor.Type.PythonName()}; a weight is a floating-point number. " +
                "Quantised checkpoints have to be saved again as float32.");
        }

        ReadOnlyMemory<byte> data;
        if (tensor.Type == ElementType.Float32)
        {
            data = tensor.ReadBytes();
        }
        else
        {
            var converted = new byte[checked(tensor.Count * sizeof(float))];
            tensor.CopyTo(MemoryMarshal.Cast<byte, float>(converted.AsSpan()));
            data = converted;
            if (tensor.Type == ElementType.Float64) NoteRounding(tensor, MemoryMarshal.Cast<byte, float>(converted.AsSpan()));
        }

        EnsureFinite(tensor, MemoryMarshal.Cast<byte, float>(data.Span));
        return UnsafeByteOperations.UnsafeWrap(data);
    }

    private void EnsureFinite(CheckpointTensor tensor, ReadOnlySpan<float> values)
    {
        // One pass over memory in the usual case: a NaN or an infinity anywhere is the greatest magnitude.
        if (values.IsEmpty || float.IsFinite(TensorPrimitives.MaxMagnitude(values))) return;
        int first = 0;
        while (float.IsFinite(values[first])) first++;

        int count = 0;
        foreach (var value in values[first..]) if (!float.IsFinite(value)) count++;
        bool overflows = tensor.Type == ElementType.Float64 && double.IsFinite(Double(tensor, first));
        var what = overflows ? "does not fit into float32" : "is not finite";
        var advice = overflows ? "Float32 ends at 3.4e38." : "The training run diverged, or the file is damaged; export an earlier checkpoint.";
        throw new VaeOnnxException(
            ErrorKind.Input,
            FormattableString.Invariant($"{Source}: {Text.Printable(tensor.Name)} {what}: {values[first]} at {Text.Index(first, tensor.Shape)}, ") +
            $"{count} such {(count == 1 ? "value" : "values")} in all. {advice}");
    }

    private void NoteRounding(CheckpointTensor tensor, ReadOnlySpan<float> rounded)
    {
        var exact = new double[rounded.Length];
        tensor.CopyTo(exact);
        for (int i = 0; i < exact.Length; i++)
        {
            if (rounded[i] == exact[i] || !float.IsFinite(rounded[i])) continue;
            AreRounded = true;
            greatestRounding = Math.Max(greatestRounding, Math.Abs(rounded[i] - exact[i]) / Math.Abs(exact[i]));
        }
    }

    private static double Double(CheckpointTensor tensor, int index)
    {
        var values = new double[tensor.Count];
        tensor.CopyTo(values);
        return values[index];
    }

    private VaeOnnxException Mismatch(CheckpointTensor tensor, string expected, string reason)
    {
        var swapped = tensor.Shape.Count == 2 ? " Where the matrix is stored the other way round, an architecture file says so with \"layout\"." : "";
        return new(
            ErrorKind.Input,
            $"{Source}: {Text.Printable(tensor.Name)}: expected {expected}, found {Text.Shape(tensor.Shape)}: {reason}.{swapped}");
    }

    private static string Dotted(string name) => name.Replace('/', '.');
}
