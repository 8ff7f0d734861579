using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Training.Runs;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training.Evaluation;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tests.Training.Evaluation;

/// <summary>How well a conditional model models data whose labels it is given: log p(x|y).</summary>
public sealed class ConditionalEvaluationTests(EvaluatedRun runs) : IClassFixture<EvaluatedRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_two_estimates_agree_and_lie_above_the_ELBO(bool convolutional)
    {
        using var evaluation = RunEvaluation.Open(Run(convolutional), new() { Count = 8, Samples = 5000, HybridMonteCarlo = 8 });

        var result = evaluation.Run();

        Assert.True(result.LogLikelihood.Mean > result.Elbo.Mean);
        Assert.Equal(result.LogLikelihoodOfTheSame!.Mean, result.MarginalLikelihood!.Mean, 0.25);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_figures_are_those_of_the_pair_given_the_labels(bool convolutional)
    {
        using var evaluation = RunEvaluation.Open(Run(convolutional), new() { Count = 20, Samples = 1, Seed = 3 });
        using var vae = Vae.Load(Path.Combine(Run(convolutional), "onnx"));
        var x = SmallRun.Data.Test.Rows(0, 20);
        long[] labels = [.. SmallRun.Data.Test.Labels!.Take(20).Select(label => (long)label)], others = Array.ConvertAll(labels, label => (label + 1) % 10);

        var result = evaluation.Run();

        Assert.Equal(vae.Score(x, 3, labels: labels).Average(score => score.Elbo), result.Elbo.Mean, 1e-9);
        Assert.NotEqual(vae.Score(x, 3, labels: others).Average(score => score.Elbo), result.Elbo.Mean, 1e-6);
    }

    [Fact]
    public void Pictures_show_each_class()
    {
        using var evaluation = RunEvaluation.Open(runs.Conditional, new() { Count = 20, Samples = 1 });
        evaluation.Run();

        Assert.All(
            ["classes.png", "scatter.png", "manifold-0.png", "manifold-9.png", "traversal-0.png", "traversal-9.png"],
            name => Assert.True(File.Exists(Path.Combine(runs.Conditional, name)), name));
    }

    [Fact]
    public void Data_that_have_lost_their_labels_are_named()
    {
        Directory.CreateDirectory(folder["data"]);
        foreach (string file in Directory.EnumerateFiles(Fixtures.Path("mnist"), "*.gz"))
            File.CreateSymbolicLink(folder["data", Path.GetFileName(file)], file);
        using (var run = TrainingRun.Begin(folder["run"], ShortRun.Options with { Data = folder["data"], Conditional = true, Epochs = 1 })) run.Train();
        foreach (var name in new[] { "train.npy", "test.npy" })
            NpyArray.Of(new float[400 * 784], 400, 28, 28).Write(folder["data", name]);

        Refusal.Of(ErrorKind.Input, () => RunEvaluation.Open(folder["run"], new()), "test.npy: has no labels, which the conditional model of");
    }

    private string Run(bool convolutional) => convolutional ? runs.ConditionalConvolutional : runs.Conditional;
}
