using System.Globalization;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// One node of the graph as its operator sees it: its inputs already evaluated, its attributes with their defaults.
/// An attribute that the operator does not ask for is an error, since it might change the result.
/// </summary>
internal sealed class Node
{
    private readonly NodeProto node;
    private readonly IReadOnlyDictionary<string, BoundedTensor> values;
    private readonly IReadOnlyDictionary<string, Constant> constants;
    private readonly HashSet<string> unread;

    public Node(
        NodeProto node,
        IReadOnlyDictionary<string, BoundedTensor> values,
        IReadOnlyDictionary<string, Constant> constants,
        Rounding rounding)
    {
        Rounding = rounding;
        this.node = node;
        this.values = values;
        this.constants = constants;
        unread = [.. node.Attribute.Select(attribute => attribute.Name)];
    }

    /// <summary>What the bound of its outputs is to cover.</summary>
    public Rounding Rounding { get; }

    public int Inputs => node.Input.Count;

    /// <summary>Whether an optional input is given: leaving one out is written as an empty name or a shorter list.</summary>
    public bool Has(int input) => input < node.Input.Count && node.Input[input].Length > 0;

    /// <summary>An input's values, whether they were computed or stand in the file.</summary>
    public BoundedTensor Tensor(int input)
    {
        var name = Name(input);
        return values.TryGetValue(name, out var value) ? value : Constant(input).ToTensor(Rounding);
    }

    /// <summary>An input that must stand in the file: weights, a shape.</summary>
    public Constant Constant(int input)
    {
        var name = Name(input);
        return constants.TryGetValue(name, out var constant)
            ? constant
            : throw Unsupported(values.ContainsKey(name)
                ? $"its input {input} ('{name}') is computed; verification knows it only as a constant"
                : $"its input {input} ('{name}') is neither an input of the graph, a constant nor the output of an earlier node");
    }

    /// <summary>An input's whole numbers, whether they were computed or stand in the file: a shape.</summary>
    public long[] Integers(int input)
    {
        var tensor = Tensor(input);
        return tensor.IsInteger ? Array.ConvertAll(tensor.Values, value => (long)value) : throw Unsupported($"its input {input} is not of whole numbers");
    }

    public long Integer(string attribute, long otherwise) => Find(attribute)?.I ?? otherwise;

    /// <summary>
    /// A factor as its author wrote it: an attribute holds the float32 that is nearest to 0.2, and the shortest decimal
    /// that reads back as that float32 is 0.2 again. PyTorch in float64 multiplies by that one. It differs from the
    /// float32 by one rounding at most, which the operator's bound must cover.
    /// </summary>
    public double Factor(string attribute, double otherwise) =>
        Find(attribute) is { } found ? double.Parse(found.F.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : otherwise;

    public int[] Integers(string attribute, params int[] otherwise) =>
        Find(attribute) is { } found ? [.. found.Ints.Select(value => checked((int)value))] : otherwise;

    public string Text(string attribute, string otherwise) => Find(attribute)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>Refuses attributes that the operator has not asked for.</summary>
    public void RequireAllAttributesRead()
    {
        if (unread.Count > 0)
        {
            throw Unsupported($"verification does not know its attribute '{unread.Order(StringComparer.Ordinal).First()}'");
        }
    }

    public VaeOnnxException Unsupported(string what) => new(
        ErrorKind.Unsupported,
        $"Cannot verify node '{node.Name}' ({node.OpType}): {what}.");

    private AttributeProto? Find(string name)
    {
        unread.Remove(name);
        return node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
    }

    private string Name(int input) => Has(input) ? node.Input[input] : throw Unsupported($"its input {input} is missing");
}
