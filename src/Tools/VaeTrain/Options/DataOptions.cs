using System.CommandLine;
using VaeOnnx.Training;

namespace VaeOnnx.Tools.VaeTrain.Options;

/// <summary>What is trained on.</summary>
internal sealed class DataOptions : OptionGroup
{
    private readonly Option<string> data = new("--data") { HelpName = "DIR|FILE", Description = "A folder of PNG or JPEG pictures, or of such folders, one a class; a folder with the files of MNIST, or train.npy and test.npy; or one idx, .npy or .npz file (fixtures/mnist inside the repository)." };
    private readonly Option<string> testData = new("--test-data") { HelpName = "DIR|FILE", Description = "What to test on, where --data has no test set of its own (a tenth of it)." };
    private readonly SizeOption resize = new("--resize", "Cut pictures of a folder to this size: made as small as they can be to cover it, and cut evenly (all have to be as the first).");
    private readonly WordOption<PictureColor> color = new("--color", "What pictures of a folder become (all have to be as the first).");
    private readonly WordOption<Binarization> binarization = new("--binarization", "Greys as they are (none), or zeros and ones with their probability, drawn once (static) or anew in each epoch (dynamic).");
    private readonly NumberOption<long> binarizationSeed = new("--binarization-seed", "S", "Seed of these draws (0).");
    private readonly NumberOption<int> trainCount = new("--train-count", "N", "Train on the first N data alone.");
    private readonly NumberOption<int> testCount = new("--test-count", "N", "Test on the first N data alone.");
    private readonly NumberOption<int> validation = new("--validation", "N", "Set N of the training data aside, chosen at random, and export the weights of the epoch that is best on them.");
    private readonly NumberOption<long> validationSeed = new("--validation-seed", "S", "Seed of that choice (0).");

    public override string Purpose => "Data";

    public override IReadOnlyList<Option> All => [data, testData, resize, color, binarization, binarizationSeed, trainCount, testCount, validation, validationSeed];

    public override TrainingOptions Apply(ParseResult parsed, TrainingOptions options)
    {
        options = options with
        {
            Data = parsed.GetValue(data) ?? options.Data,
            TestData = parsed.GetValue(testData) ?? options.TestData,
            Resize = parsed.GetValue(resize) ?? options.Resize,
            Color = parsed.GetValue(color) ?? options.Color,
            Binarization = parsed.GetValue(binarization) ?? options.Binarization,
            BinarizationSeed = parsed.GetValue(binarizationSeed) ?? options.BinarizationSeed,
            TrainCount = parsed.GetValue(trainCount) ?? options.TrainCount,
            TestCount = parsed.GetValue(testCount) ?? options.TestCount,
            Validation = parsed.GetValue(validation) ?? options.Validation,
            ValidationSeed = parsed.GetValue(validationSeed) ?? options.ValidationSeed,
        };
        Require(parsed, binarizationSeed, options.Binarization != Binarization.None, "is of --binarization static or dynamic");
        Require(parsed, validationSeed, options.Validation is not null, "is of --validation N");
        return options;
    }
}
