using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Training.Runs;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Tools;
using VaeOnnx.Training.Evaluation;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tests.Training.Evaluation;

public sealed class EvaluateTests(EvaluatedRun runs) : IClassFixture<EvaluatedRun>, IDisposable
{
    private static readonly Tool VaeTrain = new("vae-train");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_is_evaluated_to_a_table_a_file_and_pictures()
    {
        var result = VaeTrain.Run("evaluate", runs.Flat, "--samples", "50", "--count", "20", "--hmc", "4", "--binarization", "static");

        Assert.Empty(result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@": 20 data, binarised once with seed 1;", result.Output);
        Assert.Matches(@"(?m)^ELBO +-\d+\.\d\d ± \d+\.\d\d$", result.Output);
        Assert.Matches(@"(?m)^log-likelihood, k = 50 +-\d+\.\d\d ± ", result.Output);
        Assert.Matches(@"(?m)^log p\(x\) by Hybrid Monte Carlo +-\d+\.\d\d ± .* 4 data, 0\.\d\d accepted$", result.Output);
        Assert.Matches(@"(?m)^active units +\d of 2$", result.Output);
        Assert.Contains("-88.71", result.Output, StringComparison.Ordinal);
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(runs.Flat, "evaluation.json")))!;
        Assert.Equal(("static", 50, 20), ((string?)file["binarization"], (int)file["samples"]!, (int)file["elbo"]!["count"]!));
        Assert.All(["manifold.png", "scatter.png", "traversal.png"], name => Assert.True(File.Exists(Path.Combine(runs.Flat, name)), name));
    }

    [Fact]
    public void The_training_set_is_evaluated_where_it_is_asked_for()
    {
        var result = VaeTrain.Run("evaluate", Copy(runs.Wide), "--training-set", "--samples", "2", "--count", "3", "--binarization", "static");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"train-images.*: 3 data, binarised once with seed 0;", result.Output);
    }

    [Fact]
    public void Greys_are_said_to_be_greys_and_no_figures_of_bits_stand_beside_theirs()
    {
        string output = VaeTrain.Run("evaluate", runs.Wide, "--samples", "1", "--count", "2").Output;

        Assert.Contains("greys as they are", output, StringComparison.Ordinal);
        Assert.DoesNotContain("reported by others", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_latent_of_more_than_two_dimensions_has_traversals_alone()
    {
        Evaluate(runs.Wide, new() { Count = 4, Samples = 2 });

        Assert.True(File.Exists(Path.Combine(runs.Wide, "traversal.png")));
        Assert.False(File.Exists(Path.Combine(runs.Wide, "manifold.png")));
        Assert.False(File.Exists(Path.Combine(runs.Wide, "scatter.png")));
    }

    [Fact]
    public void The_two_estimates_of_log_p_agree_and_lie_above_the_ELBO()
    {
        var result = Evaluate(runs.Flat, new() { Count = 8, Samples = 5000, HybridMonteCarlo = 8 });

        Assert.True(result.LogLikelihood.Mean > result.Elbo.Mean);
        // 50 draws of each of 8 data leave about 0.05; half a nat would be a wrong constant or a wrong posterior.
        Assert.Equal(result.LogLikelihoodOfTheSame!.Mean, result.MarginalLikelihood!.Mean, 0.25);
    }

    [Fact]
    public void The_same_seed_gives_the_same_figures_and_progress_counts_all_data()
    {
        var options = new EvaluationOptions { Count = 10, Samples = 3, HybridMonteCarlo = 2, Seed = 5 };
        using var evaluation = RunEvaluation.Open(runs.Flat, options);
        int done = 0;

        var first = evaluation.Run(count => done += count);

        Assert.Equal(evaluation.Work, done);
        Assert.Equal(first with { Variances = [] }, Evaluate(runs.Flat, options) with { Variances = [] });
    }

    [Fact]
    public void A_cancelled_evaluation_writes_nothing()
    {
        string wide = Copy(runs.Wide);
        File.Delete(Path.Combine(wide, "evaluation.json"));
        using var evaluation = RunEvaluation.Open(wide, new());

        Assert.ThrowsAny<OperationCanceledException>(() => evaluation.Run(cancellation: new CancellationToken(canceled: true)));

        Assert.False(File.Exists(Path.Combine(wide, "evaluation.json")));
    }

    [Fact]
    public void A_folder_without_a_run_is_said_to_have_none() =>
        AssertRefused(["evaluate", folder.Path], ErrorKind.Input, "holds no run: there is no checkpoint.safetensors");

    [Fact]
    public void A_run_that_is_not_over_says_how_to_finish_it()
    {
        TrainingRun.Begin(folder["begun"], ShortRun.Options).Dispose();

        AssertRefused(["evaluate", folder["begun"]], ErrorKind.Input, "the run is not over, after 0 of 2 epochs", "--resume finishes it");
    }

    [Fact]
    public void A_pair_of_other_weights_than_the_last_ones_is_refused()
    {
        string run = Copy(runs.Flat);
        File.Copy(Path.Combine(runs.Wide, "model.bin"), Path.Combine(run, "model.bin"), overwrite: true);

        AssertRefused(["evaluate", run], ErrorKind.Input, "onnx/ is not of this model.bin");
    }

    [Fact]
    public void A_latent_too_large_for_Hybrid_Monte_Carlo_is_named_with_the_way_out() =>
        AssertRefused(["evaluate", runs.Wide, "--hmc", "1"], ErrorKind.Unsupported, "at most 5 dimensions, and this one has 6. Leave --hmc out");

    [Theory]
    [InlineData("--samples 0", "samples is a number of draws from 1")]
    [InlineData("--samples many", "--samples takes a whole number, not 'many'")]
    [InlineData("--count 0", "count is a number of data of at least 1")]
    [InlineData("--count 10001", "has 10000 data, and 10001 were asked for")]
    [InlineData("--hmc -1", "hmc is a number of data, or 0")]
    [InlineData("--hmc 97", "hmc is 97, and 96 data are evaluated")]
    [InlineData("--seed -1", "seed is a number of at least 0")]
    [InlineData("--binarization dynamic", "--binarization takes none or static, not 'dynamic'")]
    public void A_bad_option_is_named(string arguments, string words) =>
        AssertRefused(["evaluate", runs.Flat, .. arguments.Split(' ')], ErrorKind.Usage, words);

    private static EvaluationResult Evaluate(string run, EvaluationOptions options)
    {
        using var evaluation = RunEvaluation.Open(run, options);
        return evaluation.Run();
    }

    private string Copy(string run)
    {
        Directory.CreateDirectory(folder["copy", "onnx"]);
        foreach (string file in Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories))
            File.Copy(file, folder["copy", Path.GetRelativePath(run, file)]);
        return folder["copy"];
    }

    private static void AssertRefused(string[] arguments, ErrorKind kind, params string[] words)
    {
        var result = VaeTrain.Run(arguments);

        Assert.All(words, word => Assert.Contains(word, result.Error, StringComparison.Ordinal));
        Assert.Equal((int)kind, result.ExitCode);
        Assert.Single(Regex.Matches(result.Error, "\n"));
    }
}
