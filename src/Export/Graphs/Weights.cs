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
    private readonly ElementType? stored;
    private readonly Dictionary<CheckpointTensor, Weight> used = [];
    private readonly Dictionary<CheckpointTensor, Weight> views = [];

    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="stored">The type in which graphs store weights; null for that of the checkpoint.</param>
    public Weights(Checkpoint checkpoint, ElementType? stored = ElementType.Float32)
    {
        this.checkpoint = checkpoint;
        this.stored = stored;
        // The short name first: a full name is another way to ask for the same tensor.
        foreach (var tensor in checkpoint.Tensors) byName.TryAdd(Dotted(tensor.Name), tensor);
        foreach (var tensor in checkpoint.Tensors) byName.TryAdd(Dotted(tensor.FullName), tensor);
    }

    public string Source => checkpoint.Path;

    /// <summary>What the weights that were read so far lost on the way into the type in which graphs store them.</summary>
    public WeightLoss Loss { get; } = new();

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

        if (!tensor.Type.IsFloatingPoint())
        {
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{Source}: {Text.Printable(tensor.Name)} is {tensor.Type.PythonName()}; a weight is a floating-point number. " +
                "Quantised checkpoints have to be saved again as float32.");
        }

        if (!used.TryGetValue(tensor, out var weight))
        {
            used[tensor] = weight = New(tensor);
        }

        return weight;
    }

    /// <summary>A tensor of the checkpoint as a view of it has it.</summary>
    private Weight Use(CheckpointTensor tensor, CheckpointTensor view)
    {
        Use(tensor); // Nothing is read of it.
        if (views.Keys.FirstOrDefault(view.IsSameMemoryAs) is { } known) return views[known];
        return views[view] = New(view);
    }

    private Weight New(CheckpointTensor tensor) => new(tensor, stored ?? tensor.Type, Source, stored is null ? null : Loss);

    private VaeOnnxException Mismatch(CheckpointTensor tensor, string expected, string reason)
    {
        var swapped = tensor.Shape.Count == 2 ? " Where the matrix is stored the other way round, an architecture file says so with \"layout\"." : "";
        return new(
            ErrorKind.Input,
            $"{Source}: {Text.Printable(tensor.Name)}: expected {expected}, found {Text.Shape(tensor.Shape)}: {reason}.{swapped}");
    }

    private static string Dotted(string name) => name.Replace('/', '.');
}
