using System.CommandLine;
using VaeOnnx.Training;

namespace VaeOnnx.Tools.VaeTrain.Options;

/// <summary>How it is minimised.</summary>
internal sealed class OptimizerOptions : OptionGroup
{
    private readonly NumberOption<int> epochs = new("--epochs", "N", "Passes over the training set.");
    private readonly NumberOption<int> patience = new("--patience", "N", "Stop when the loss on the validation set has not fallen for N epochs.");
    private readonly NumberOption<int> batch = new("--batch", "128", "Data in a step.");
    private readonly WordOption<BatchReduction> reduction = new("--reduction", "Whether a step descends the sum or the mean of its batch's losses.");
    private readonly WordOption<OptimizerKind> optimizer = new("--optimizer", "What takes the steps.");
    private readonly NumberOption<double> learningRate = new("--lr", "1e-3", "The size of the first step.");
    private readonly WordOption<Schedule> schedule = new("--schedule", "How the step size goes on from epoch to epoch.");
    private readonly NumberOption<double> scheduleFactor = new("--schedule-factor", "0.1", "What it is multiplied by: each epoch (exponential), or every so many (step).");
    private readonly NumberOption<int> scheduleEpochs = new("--schedule-epochs", "30", "The epochs between two steps of --schedule step.");
    private readonly NumberOption<double> clipNorm = new("--clip-norm", "NORM", "Scale all gradients down to this norm, where theirs is greater.");
    private readonly NumberOption<double> weightDecay = new("--weight-decay", "D", "The decay of all parameters (0).");

    public override string Purpose => "The optimiser";

    public override IReadOnlyList<Option> All =>
        [epochs, patience, batch, reduction, optimizer, learningRate, schedule, scheduleFactor, scheduleEpochs, clipNorm, weightDecay];

    public override TrainingOptions Apply(ParseResult parsed, TrainingOptions options)
    {
        options = options with
        {
            Epochs = parsed.GetValue(epochs) ?? options.Epochs,
            Patience = parsed.GetValue(patience) ?? options.Patience,
            Batch = parsed.GetValue(batch) ?? options.Batch,
            Reduction = parsed.GetValue(reduction) ?? options.Reduction,
            Optimizer = parsed.GetValue(optimizer) ?? options.Optimizer,
            LearningRate = parsed.GetValue(learningRate) ?? options.LearningRate,
            Schedule = parsed.GetValue(schedule) ?? options.Schedule,
            ScheduleFactor = parsed.GetValue(scheduleFactor) ?? options.ScheduleFactor,
            ScheduleEpochs = parsed.GetValue(scheduleEpochs) ?? options.ScheduleEpochs,
            ClipNorm = parsed.GetValue(clipNorm) ?? options.ClipNorm,
            WeightDecay = parsed.GetValue(weightDecay) ?? options.WeightDecay,
        };
        Require(parsed, scheduleFactor, options.Schedule is Schedule.Step or Schedule.Exponential, "is of --schedule step or exponential");
        Require(parsed, scheduleEpochs, options.Schedule == Schedule.Step, "is of --schedule step");
        return options;
    }
}
