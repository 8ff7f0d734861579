// What is unlike the data that a VAE was trained on has a low ELBO. This trains on the pictures of one digit of MNIST alone, exports
// the model, scores the whole test set with it, and prints for each other digit the AUC: the share of the pairs of a picture of
// that digit and one of the known digit in which the known one has the higher ELBO.
//
//     dotnet run -c Release -- ../../fixtures/mnist 3
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Runs;

var (mnist, known) = (args[0], byte.Parse(args[1]));
string work = Directory.CreateTempSubdirectory("anomaly").FullName;
try
{
    var (train, trainLabels) = Read("train");
    var (test, labels) = Read("t10k");
    Save("train.npy", train, trainLabels);
    Save("test.npy", test, labels);

    string run = Path.Combine(work, "run");
    var options = TrainingPresets.Of("pytorch-example") with { Data = work, Epochs = 10 };
    using (var training = TrainingRun.Begin(run, options))
    {
        training.Train(epoch => Console.WriteLine($"epoch {epoch.Epoch} train {epoch.Train.Loss:F1} test {epoch.Test.Loss:F1}"));
    }

    using var vae = Vae.Load(Path.Combine(run, "onnx"));
    double[] elbo = [.. vae.Score(test, seed: 0).Select(score => score.Elbo)];
    double[] OfDigits(Func<byte, bool> which) => [.. elbo.Where((_, i) => which(labels[i]))];

    var usual = OfDigits(digit => digit == known);
    Console.WriteLine($"trained on {known} alone: mean ELBO {usual.Average():F1}");
    for (byte digit = 0; digit <= 9; digit++)
    {
        if (digit == known) continue;
        var other = OfDigits(label => label == digit);
        Console.WriteLine($"{digit}: mean ELBO {other.Average(),7:F1}   AUC {Auc(usual, other):F3}");
    }

    Console.WriteLine($"all others: AUC {Auc(usual, OfDigits(digit => digit != known)):F3}");
}
finally
{
    Directory.Delete(work, recursive: true);
}

(float[] Pictures, byte[] Labels) Read(string part)
{
    using var rows = IdxFile.Open(Path.Combine(mnist, $"{part}-images-idx3-ubyte.gz"));
    var pictures = new float[rows.Count * rows.Length];
    rows.Read(pictures);
    return (pictures, IdxFile.ReadLabels(Path.Combine(mnist, $"{part}-labels-idx1-ubyte.gz")));
}

void Save(string name, float[] pictures, byte[] labels)
{
    var chosen = pictures.Chunk(28 * 28).Where((_, i) => labels[i] == known).SelectMany(picture => picture).ToArray();
    NpyArray.Of(chosen, chosen.Length / (28 * 28), 28, 28).Write(Path.Combine(work, name));
}

static double Auc(double[] usual, double[] other) =>
    usual.Average(known => other.Average(score => known > score ? 1 : known == score ? 0.5 : 0));
