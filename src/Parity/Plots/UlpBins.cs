using System.Numerics;
using VaeOnnx.Export.Verification;

namespace VaeOnnx.Parity;

/// <summary>How many elements are how many float32 numbers away from what they should be: 0, 1, 2, 3 to 4, 5 to 8, …</summary>
internal sealed class UlpBins
{
    private readonly SortedDictionary<int, long> counts = [];

    public UlpBins(ComparedNumbers numbers)
    {
        foreach (var (actual, expected) in numbers.Actual.Zip(numbers.Expected))
        {
            if (double.IsNaN(actual) || double.IsNaN(expected)) continue;
            int bin = Bin(Comparison.UlpDistance((float)actual, (float)expected));
            counts[bin] = Count(bin) + 1;
        }
    }

    /// <summary>The last bin that is not empty.</summary>
    public int Last => counts.Count == 0 ? 0 : counts.Keys.Last();

    public long Count(int bin) => counts.GetValueOrDefault(bin);

    /// <summary>What distances a bin has.</summary>
    public static string Name(int bin) => bin switch
    {
        <= 2 => $"{bin}",
        <= 12 => $"≤ {1 << (bin - 1)}",
        _ => $"≤ 2^{bin - 1}",
    };

    /// <summary>0 → 0, 1 → 1, 2 → 2, 3 and 4 → 3, 5 to 8 → 4, …</summary>
    private static int Bin(long distance) => distance == 0 ? 0 : 65 - BitOperations.LeadingZeroCount((ulong)(distance - 1));
}
