using VaeOnnx.Export;

namespace VaeOnnx.Tests.Parity;

/// <summary>Every case in float16 and with bfloat16 weights: as near to Python's numbers as rounded weights can be.</summary>
public class PrecisionTests
{
    /// <summary>The first checkpoint of each case: the others hold the same weights.</summary>
    public static TheoryData<string, string, GraphPrecision> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, GraphPrecision>();
            foreach (var group in ReferenceCase.All.GroupBy(item => (string)item[0]))
            {
                cases.Add(group.Key, (string)group.First()[1], GraphPrecision.Fp16);
                cases.Add(group.Key, (string)group.First()[1], GraphPrecision.Bf16Weights);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rounded_weights_move_no_array_of_Python_by_more_than_rounding_may(string name, string checkpoint, GraphPrecision precision)
    {
        var reference = ReferenceCase.Open(name);
        using var pair = new ExportedPair(
            Path.Combine(reference.Folder, checkpoint),
            new() { Architecture = reference.Architecture, Precision = precision, References = reference.Folder });

        Assert.True(pair.Report.Passed);
        Assert.Contains(pair.Report.References!.Comparisons, comparison => comparison.Array == "mean_f64");
    }
}
