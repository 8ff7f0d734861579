namespace VaeOnnx.Tests.Runtimes;

/// <summary>The claims, the same for every runtime.</summary>
internal static class RuntimeAssert
{
    /// <summary>Every output of a case, on its own arrays and on noise.</summary>
    public static void Agrees(RuntimeResults results, string name) => Agree(results, results.Of(name));

    /// <summary>Every operator by itself. Of ONNX Runtime's kernels alone: nobody measured NumPy's for the bound, and its Exp leaves it.</summary>
    public static void KernelsAreAsExactAsTheBoundSays(RuntimeResults results) =>
        Agree(results, results.Verdicts.Where(verdict => verdict.Run.Case.StartsWith(Kernels.Prefix, StringComparison.Ordinal)));

    private static void Agree(RuntimeResults results, IEnumerable<Verdict> judged)
    {
        var verdicts = judged.ToList();
        Assert.NotEmpty(verdicts);
        Assert.True(verdicts.All(verdict => verdict.Passed), $"{results.Runtime}\n{string.Join('\n', verdicts)}");
    }

    /// <summary>Both graphs of the wrong pair, at every level, show an output outside the bound.</summary>
    public static void CatchesTheWrongGraph(RuntimeResults results)
    {
        var graphs = results.Of(ExportedCases.Wrong).GroupBy(verdict => (verdict.Run.File, verdict.Optimization)).ToList();
        Assert.NotEmpty(graphs);
        Assert.All(graphs, outputs =>
        {
            Assert.All(outputs, output => Assert.Null(output.Failure)); // It runs as well as the right one: the numbers alone give it away.
            Assert.True(outputs.Any(output => output.Float64!.Mismatched > 0), string.Join('\n', outputs));
        });
    }
}
