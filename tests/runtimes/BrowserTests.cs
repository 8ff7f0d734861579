namespace VaeOnnx.Tests.Runtimes;

/// <summary>The exported graphs in onnxruntime-web, the WebAssembly kernels, in a headless Chromium.</summary>
[Collection(nameof(ExportedCases))]
public sealed class BrowserTests(ExportedCases cases)
{
    [SkippableTheory]
    [MemberData(nameof(ExportedCases.Names), MemberType = typeof(ExportedCases))]
    public void Browser_computes_the_same(string name) => RuntimeAssert.Agrees(cases.In(Runtime.Browser), name);

    [SkippableFact]
    public void Kernels_are_as_exact_as_the_bound_says() => RuntimeAssert.KernelsAreAsExactAsTheBoundSays(cases.In(Runtime.Browser));

    [SkippableFact]
    public void A_wrong_bias_is_caught() => RuntimeAssert.CatchesTheWrongGraph(cases.In(Runtime.Browser));
}
