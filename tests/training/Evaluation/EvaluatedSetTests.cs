using VaeOnnx.Tests.Training.Runs;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Evaluation;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tests.Training.Evaluation;

/// <summary>Which data an evaluation takes of a run that set some aside, and drew others anew in each epoch.</summary>
public sealed class EvaluatedSetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public EvaluatedSetTests()
    {
        using var run = TrainingRun.Begin(folder["run"], ShortRun.Options with { Validation = 100, Binarization = Binarization.Dynamic, BinarizationSeed = 5, Epochs = 1 });
        run.Train();
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 5)]
    public void Dynamic_binarisation_is_evaluated_on_draws_that_stay(bool trainingSet, long seed)
    {
        var result = Evaluate(new() { Count = 20, Samples = 2, TrainingSet = trainingSet });

        Assert.Equal((Binarization.Static, seed), (result.Binarization, result.BinarizationSeed));
        Assert.Equal(result.Elbo, Evaluate(new() { Count = 20, Samples = 2, TrainingSet = trainingSet, Binarization = Binarization.Static }).Elbo);
    }

    [Fact]
    public void The_training_set_is_without_the_validation_set()
    {
        Assert.Equal(220, Evaluate(new() { Samples = 1, TrainingSet = true }).Elbo.Count);
    }

    private EvaluationResult Evaluate(EvaluationOptions options)
    {
        using var evaluation = RunEvaluation.Open(folder["run"], options);
        return evaluation.Run();
    }
}
