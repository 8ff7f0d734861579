using System.CommandLine;
using Spectre.Console;
using VaeOnnx.Inference;
using VaeOnnx.Tools.VaeTrain.Options;
using VaeOnnx.Training;
using VaeOnnx.Training.Evaluation;

namespace VaeOnnx.Tools.VaeTrain;

/// <summary>vae-train evaluate: how well a run models its test set.</summary>
internal sealed class EvaluateCommand : Command
{
    private readonly CancellationToken cancellation;
    private readonly Argument<string> run = new("RUN") { Description = "The folder of a run that is over." };
    private readonly NumberOption<int> count = new("--count", "N", "How many data of the set, the first ones (all that the run used).");
    private readonly Option<bool> trainingSet = new("--training-set") { Description = "Evaluate what the run was trained on, not the test set." };
    private readonly NumberOption<int> samples = new("--samples", "K", "Draws of each posterior for the importance-weighted log-likelihood (5000).");
    private readonly NumberOption<int> hmc = new("--hmc", "N", "Estimate log p(x) of the first N data by Hybrid Monte Carlo, too; for latents of at most 5 dimensions.");
    private readonly NumberOption<long> seed = new("--seed", "S", "Seed of all draws (0).");
    private readonly Option<string> binarization = new("--binarization") { HelpName = "none|static", Description = "What is made of greys (what the run was trained on)." };

    public EvaluateCommand(CancellationToken cancellation)
        : base("evaluate", "Estimates how well a run models its test set, and draws its latent space: evaluation.json and pictures in the run's folder.")
    {
        this.cancellation = cancellation;
        Add(run);
        Add(trainingSet);
        Add(count);
        Add(samples);
        Add(hmc);
        Add(binarization);
        Add(seed);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var defaults = new EvaluationOptions();
        string folder = parsed.GetValue(run)!;
        using var evaluation = RunEvaluation.Open(folder, defaults with
        {
            TrainingSet = parsed.GetValue(trainingSet),
            Count = parsed.GetValue(count),
            Samples = parsed.GetValue(samples) ?? defaults.Samples,
            HybridMonteCarlo = parsed.GetValue(hmc) ?? defaults.HybridMonteCarlo,
            Binarization = Parsed(parsed.GetValue(binarization)),
            Seed = parsed.GetValue(seed) ?? defaults.Seed,
        });
        EvaluationTable.Print(Progress(evaluation));
        Console.WriteLine($"wrote {folder}: evaluation.json, pictures");
        return 0;
    }

    /// <summary>A bar on the error stream of a terminal; nothing elsewhere.</summary>
    private EvaluationResult Progress(RunEvaluation evaluation)
    {
        if (Console.IsErrorRedirected) return evaluation.Run(cancellation: cancellation);
        return AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }).Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask("data", maxValue: evaluation.Work);
                return evaluation.Run(done => task.Increment(done), cancellation);
            });
    }

    private static Binarization? Parsed(string? word) => word switch
    {
        null => null,
        "none" => Binarization.None,
        "static" => Binarization.Static,
        _ => throw new VaeOnnxException(ErrorKind.Usage, $"--binarization takes none or static, not '{word}'."),
    };
}
