namespace VaeOnnx.Training.Data;

/// <summary>The class of each datum.</summary>
/// <param name="OfEach">[count]</param>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Names">What they are called, in the order of their numbers, where that is known.</param>
internal sealed record DataLabels(byte[] OfEach, int Classes, IReadOnlyList<string>? Names = null)
{
    /// <summary>A label is a byte.</summary>
    public const int MostClasses = 256;

    /// <summary>Those of these data.</summary>
    public DataLabels Choose(IEnumerable<int> rows) => this with { OfEach = [.. rows.Select(row => OfEach[row])] };
}
