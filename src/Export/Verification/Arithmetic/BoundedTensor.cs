using System.Numerics.Tensors;

namespace VaeOnnx.Export.Verification.Arithmetic;

/// <summary>
/// A value of the graph in float64 and, with every element, a bound: any evaluation in the graph's own precision lies within
/// <c>Bounds[i]</c> of <c>Values[i]</c>. An infinite bound says that it may overflow on the way, so that nothing
/// is known of its result. Row-major; never changed once it is the result of a node, so that reshaping may share it.
/// </summary>
internal sealed class BoundedTensor
{
    public BoundedTensor(int[] shape, double[] values, double[] bounds)
    {
        Shape = shape;
        Values = values;
        Bounds = bounds;
    }

    /// <summary>A tensor of zeros, to be filled by the operator that makes it.</summary>
    public BoundedTensor(int[] shape)
        : this(shape, new double[Elements(shape)], new double[Elements(shape)])
    {
    }

    public int[] Shape { get; }

    /// <summary>Whether these are whole numbers, int64 or uint32, which are exact; a truth value is none.</summary>
    public bool IsInteger { get; init; }

    public double[] Values { get; }

    public double[] Bounds { get; }

    /// <summary>Float32 numbers as they are: float64 holds them without error.</summary>
    public static BoundedTensor Exact(int[] shape, ReadOnlySpan<float> numbers)
    {
        var tensor = new BoundedTensor(shape);
        TensorPrimitives.ConvertChecked(numbers, tensor.Values.AsSpan());
        return tensor;
    }

    public static int Elements(ReadOnlySpan<int> shape)
    {
        var elements = 1;
        foreach (var extent in shape)
        {
            elements = checked(elements * extent);
        }

        return elements;
    }

    /// <summary>Whole numbers as they are, as far as float64 holds them.</summary>
    public static BoundedTensor Exact(int[] shape, ReadOnlySpan<long> numbers)
    {
        var tensor = new BoundedTensor(shape) { IsInteger = true };
        TensorPrimitives.ConvertChecked(numbers, tensor.Values.AsSpan());
        return tensor;
    }

    public BoundedTensor Reshape(int[] shape) => new(shape, Values, Bounds) { IsInteger = IsInteger };

    /// <summary>
    /// Makes the bound infinite wherever a result may have left the range of its type: what follows from it may be an
    /// infinity or not a number.
    /// </summary>
    public void MarkOverflow(double greatest)
    {
        for (var i = 0; i < Values.Length; i++)
        {
            // Written so that a bound that is not a number counts as overflow.
            if (!(Math.Abs(Values[i]) + Bounds[i] <= greatest))
            {
                Bounds[i] = double.PositiveInfinity;
            }
        }
    }
}
