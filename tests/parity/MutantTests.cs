namespace VaeOnnx.Tests.Parity;

/// <summary>A verdict that cannot fail is worth nothing: graphs that are wrong in one number, one node or one name are caught.</summary>
public class MutantTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            // The first checkpoint of each case: the others give the same graphs.
            var first = new TheoryData<string, string>();
            foreach (var group in ReferenceCase.All.GroupBy(item => (string)item[0])) first.Add(group.Key, (string)group.First()[1]);
            return first;
        }
    }

    /// <summary>
    /// A weight before a saturated tanh, or of a pixel that is black in every image, changes no output by more than float64
    /// itself rounds, or none at all: nothing that runs on these inputs can tell. All others are caught.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_wrong_graph_that_computes_another_number_is_caught(string name, string checkpoint)
    {
        var reference = ReferenceCase.Open(name);
        using var pair = new ExportedPair(reference, checkpoint);
        var (encoder, decoder) = (pair.Graph("encoder.onnx"), pair.Graph("decoder.onnx"));
        var judge = new MutantJudge(reference, encoder, decoder);

        foreach (var mutant in Mutant.Of(encoder, decoder, numbers: 2, seed: 7))
        {
            var verdict = judge.Judge(mutant);
            Assert.True(verdict.Change < 2e-10 || verdict.Caught, $"{mutant.Kind}, {mutant.Place}: changes an output by {verdict.Change} of it, not caught");
            Assert.False(verdict.Caught && verdict.Change == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_right_graph_is_not_called_wrong(string name, string checkpoint)
    {
        var reference = ReferenceCase.Open(name);
        using var pair = new ExportedPair(reference, checkpoint);
        var (encoder, decoder) = (pair.Graph("encoder.onnx"), pair.Graph("decoder.onnx"));

        var verdict = new MutantJudge(reference, encoder, decoder).Judge(new("none", "", encoder, decoder));

        Assert.Equal(0, verdict.Change);
        Assert.False(verdict.Caught);
    }
}
