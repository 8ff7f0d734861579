namespace VaeOnnx.Tests.Runtimes;

/// <summary>The exported graphs in onnxruntime-node, the native kernels as JavaScript calls them.</summary>
[Collection(nameof(ExportedCases))]
public sealed class NodeTests(ExportedCases cases)
{
    [SkippableTheory]
    [MemberData(nameof(ExportedCases.Names), MemberType = typeof(ExportedCases))]
    public void Node_computes_the_same(string name) => RuntimeAssert.Agrees(cases.In(Runtime.Node), name);

    [SkippableFact]
    public void Kernels_are_as_exact_as_the_bound_says() => RuntimeAssert.KernelsAreAsExactAsTheBoundSays(cases.In(Runtime.Node));

    [SkippableFact]
    public void A_wrong_bias_is_caught() => RuntimeAssert.CatchesTheWrongGraph(cases.In(Runtime.Node));
}
