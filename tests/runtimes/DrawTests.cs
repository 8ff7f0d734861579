using System.Globalization;
using VaeOnnx.Export.Verification;
using VaeOnnx.Tests.Parity;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>A key draws the same latents in every runtime, and in JAX.</summary>
[Collection(nameof(DrawnSamples))]
public sealed class DrawTests(DrawnSamples samples)
{
    private static readonly Runtime[] All = [Runtime.DotNet, Runtime.Node, Runtime.Browser, Runtime.Python];

    public static TheoryData<string> Names => [.. All.Select(runtime => runtime.Name)];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void The_random_words_are_JAXs_to_the_bit_and_the_normals_within_the_stated_distance(string runtime)
    {
        var drawn = In(runtime);

        Assert.InRange(drawn.Draws, 80_000, long.MaxValue);
        Assert.Equal(0, drawn.WrongWords);
        Assert.InRange(drawn.GreatestUlp, 0, DrawVerifier.GreatestUlp);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Generate_and_reconstruct_give_what_the_Flax_program_computes_with_the_same_keys(string runtime)
    {
        var drawn = In(runtime);

        Assert.Equal(["generate recon", "reconstruct logvar", "reconstruct mean", "reconstruct recon", "reconstruct z"], drawn.Outputs.Keys.Order(StringComparer.Ordinal));
        Assert.All(drawn.Outputs, output => Assert.True(output.Value.Passed, $"{drawn.Runtime}: {output.Key}: {output.Value.GreatestAbsolute}"));
    }

    [SkippableFact]
    public void Python_accepts_the_graphs()
    {
        foreach (var file in samples.Files) Python.Check(file, "free");
    }

    [SkippableFact]
    public void The_table_shows_every_runtime_that_is_here()
    {
        var rows = All.Where(runtime => runtime.Missing is null).Select(samples.In).Select(drawn => string.Create(
            CultureInfo.InvariantCulture,
            $"| {drawn.Runtime} | {drawn.Draws:N0} | {(drawn.WrongWords == 0 ? "equal" : $"{drawn.WrongWords} differ")} | {100.0 * drawn.Different / drawn.Draws:f1} % | {drawn.GreatestUlp} |"));
        string[] table = ["| runtime | draws | random words | normals that differ | greatest difference, ULP |", "|---|---|---|---|---|", .. rows];

        var artifacts = Directory.CreateDirectory(Path.Combine(ReferenceCase.Repository, "artifacts")).FullName;
        File.WriteAllLines(Path.Combine(artifacts, "draws.md"), table);
    }

    private DrawResults In(string name) => samples.In(All.Single(runtime => runtime.Name == name));
}
