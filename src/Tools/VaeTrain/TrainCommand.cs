using System.CommandLine;
using VaeOnnx.Data;
using VaeOnnx.Tools.VaeTrain.Options;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tools.VaeTrain;

/// <summary>The command line of vae-train.</summary>
internal sealed class TrainCommand : RootCommand
{
    private const int Interrupted = 130;

    private readonly CancellationToken cancellation;
    private readonly RunOptions options = new();
    private readonly Option<string> output = new("--out") { HelpName = "runs/NAME", Description = "The folder of the run (runs/ and the name of the preset)." };
    private readonly Option<bool> resume = new("--resume") { Description = "Go on with the run in --out, to the very weights that it would have come to; with --epochs further." };

    public TrainCommand(CancellationToken cancellation)
        : base("Trains a variational autoencoder and writes its checkpoint and its verified ONNX pair.")
    {
        this.cancellation = cancellation;
        Add(output);
        Add(resume);
        foreach (var option in options.OfRun.Concat(options.Groups.SelectMany(group => group.All))) Add(option);
        Add(new EvaluateCommand(cancellation));
        SetAction(Run);
        new HelpPage
        {
            Usage = ["vae-train [options]", "vae-train evaluate RUN [options]"],
            Examples =
            [
                ("vae-train", "the model of pytorch/examples on MNIST, into runs/"),
                ("vae-train --preset conv-mnist", "a convolutional model on MNIST"),
                ("vae-train --data pictures/ --resize 64 --model conv --out runs/mine", "your own pictures, of any size"),
                ("vae-train --validation 5000 --patience 5 --epochs 200", "stop when it no longer gets better on data set aside"),
                ("vae-train --out runs/mine --epochs 20 --resume", "go on where that run stopped"),
                ("vae-train --config runs/mine/config.json --seed 2 --out runs/mine-2", "the same with another seed"),
                ("vae-train evaluate runs/mine", "ELBO, log-likelihood, active units, and pictures of the latent space"),
            ],
            Groups = [("The run", [output, resume, .. options.OfRun]), .. options.Groups.Select(group => (group.Purpose, group.All))],
            Success = "done, and its ONNX pair verified",
            Failure = "the numbers of its ONNX pair do not hold",
        }.PrintFor(this);
    }

    private int Run(ParseResult parsed)
    {
        bool goesOn = parsed.GetValue(resume);
        var folder = parsed.GetValue(output) ?? Path.Combine("runs", options.Of(parsed).Preset);
        using var run = goesOn
            ? TrainingRun.Resume(folder, saved => options.Apply(parsed, saved), cancellation)
            : TrainingRun.Begin(folder, options.Of(parsed), cancellation);
        Console.WriteLine(Described(run.Trainer));
        if (goesOn) Console.WriteLine($"goes on {Place(run.Trainer)}");
        try
        {
            EpochBar.Show(run.Trainer, print => run.Train(epoch => print(Line(epoch, run.Trainer.KeptEpoch)), cancellation));
            if (run.Trainer.StoppedEarly) Console.WriteLine(Stopped(run.Trainer));
            Console.WriteLine($"wrote {folder}: model.bin, model.safetensors, onnx/ (verified){Kept(run.Trainer)}");
            return 0;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine($"vae-train: interrupted {Place(run.Trainer)}; saved. vae-train --out {folder} --resume goes on.");
            return Interrupted;
        }
    }

    private static string Line(EpochResult epoch, int kept)
    {
        var line = FormattableString.Invariant(
            $"epoch {epoch.Epoch} train {epoch.Train.Loss:0.0000} test {epoch.Test.Loss:0.0000} seconds {epoch.Seconds:0.00} reconstruction {epoch.Test.Reconstruction:0.0000} divergence {epoch.Test.Divergence:0.0000}");
        if (epoch.Validation is not { Loss: var loss }) return line;
        return line + FormattableString.Invariant($" validation {loss:0.0000}{(kept == epoch.Epoch ? " (the least so far)" : "")}");
    }

    private static string Stopped(Trainer trainer) => FormattableString.Invariant(
        $"stopped after epoch {trainer.Epoch} of {trainer.Options.Epochs}: the validation loss has not fallen for {Epochs(trainer.Options.Patience!.Value)}; it was least, {trainer.LeastValidationLoss:0.0000}, after epoch {trainer.KeptEpoch}");

    private static string Epochs(int count) => count == 1 ? "1 epoch" : $"{count} epochs";

    private static string Kept(Trainer trainer) => trainer.LeastValidationLoss is { } loss
        ? FormattableString.Invariant($", the weights after epoch {trainer.KeptEpoch}, whose validation loss is least ({loss:0.0000})")
        : "";

    private static string Described(Trainer trainer)
    {
        var (options, data) = (trainer.Options, trainer.Data);
        string widths = string.Join('-', [data.Train.Size, .. options.Channels, .. options.Hidden, options.Latent]);
        string validation = data.Validation is { Count: var count } ? $"{count} to validate on, " : "";
        return FormattableString.Invariant($"{options.Family} {widths}, {options.Activation.ToString().ToLowerInvariant()}; {data.Train.Count} to train on, {validation}{data.Test.Count} to test on; seed {options.Seed}{Classes(data)}");
    }

    private static string Classes(TrainingData data) => data.Train.ClassNames is { } names ? $"\nclasses: {string.Join(", ", names.Select(PrintableName.Of))}" : "";

    private static string Place(Trainer trainer) => trainer.Batch > 0
        ? $"in epoch {trainer.Epoch + 1} after {trainer.Batch} of {trainer.StepsPerEpoch} steps"
        : $"after epoch {trainer.Epoch}";
}
