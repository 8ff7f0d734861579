namespace VaeOnnx.Export.Verification;

/// <summary>The greatest of some figure, where it is, and the two numbers behind it.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Index">Where it is: one index an axis.</param>
/// <param name="Actual">The number that was judged.</param>
/// <param name="Expected">The number it should be.</param>
public sealed record Extreme(double Value, IReadOnlyList<int> Index, double Actual, double Expected)
{
    /// <summary>From a position in row-major order to an index for every axis.</summary>
    internal static int[] IndexOf(int position, IReadOnlyList<int> shape)
    {
        var index = new int[shape.Count];
        for (var axis = shape.Count - 1; axis >= 0; axis--)
        {
            (position, index[axis]) = Math.DivRem(position, shape[axis]);
        }

        return index;
    }
}
