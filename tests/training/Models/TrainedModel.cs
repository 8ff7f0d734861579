using VaeOnnx.Export;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Objectives;
using static TorchSharp.torch;

namespace VaeOnnx.Tests.Training.Models;

/// <summary>What holds for the model of every run.</summary>
internal static class TrainedModel
{
    private const int Data = 4;

    public static void AssertLearns(Trainer trainer)
    {
        double first = trainer.RunEpoch().Test.Loss;
        Assert.True(trainer.RunEpoch().Test.Loss < first);
    }

    /// <summary>Its files are exported and verified, and the pair gives the reconstructions and the ELBO of the trainer.</summary>
    public static void AssertExports(Trainer trainer, TemporaryFolder folder)
    {
        trainer.WriteModel(folder.Path);
        VaeExporter.Export(folder["model.bin"], folder["onnx"]);
        using var vae = Vae.Load(folder["onnx"]);
        var test = trainer.Data.Test;
        var x = test.Rows(0, Data).ToArray();
        byte[] given = trainer.Model.Classes > 0 ? [.. test.Labels!.Take(Data)] : [];
        long[] labels = Array.ConvertAll(given, label => (long)label);
        Assert.All(trainer.Reconstruct(x, given).Zip(vae.Reconstruct(x, labels)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));

        var eps = new float[Data * vae.LatentLength];
        new TorchRandom(4).Randn(eps);
        var scores = new VaeScore[Data];
        vae.Score(x, eps, scores, labels);
        var expected = NegativeElbo(trainer.Model, x, eps, labels);
        Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, -pair.Second.Elbo, 1e-5 * Math.Max(100, Math.Abs(pair.First))));
    }

    /// <summary>A run that is saved after its first epoch ends where one that was not ends.</summary>
    public static void AssertGoesOn(TrainingOptions options, TemporaryFolder folder)
    {
        using var whole = SmallRun.Trainer(options);
        whole.RunEpoch();
        whole.RunEpoch();
        using (var half = SmallRun.Trainer(options))
        {
            half.RunEpoch();
            half.Save(folder["state"]);
        }

        var state = TrainingState.Read(folder["state"]);
        using var rest = SmallRun.Trainer(state.Options, state);
        rest.RunEpoch();
        Assert.Equal(whole.Weights(), rest.Weights());
        Assert.Equal(whole.Model.Statistics.ToArray(), rest.Model.Statistics.ToArray());
    }

    /// <returns>[N]</returns>
    private static float[] NegativeElbo(VaeModel model, float[] x, float[] eps, long[] labels)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var given = labels.Length == 0 ? model : model.Given(nn.functional.one_hot(tensor(labels), model.Classes).to_type(ScalarType.Float32));
        var terms = Elbo.Terms(given, tensor(x).reshape(Data, -1), tensor(eps).reshape(1, Data, -1));
        return [.. (terms.Reconstruction + terms.Divergence).data<float>()];
    }
}
