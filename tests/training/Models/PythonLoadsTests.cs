using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;

namespace VaeOnnx.Tests.Training.Models;

/// <summary>What was trained here goes back into the published Python programs.</summary>
public sealed class PythonLoadsTests : IDisposable
{
    private const string TorchProgram = """
        import sys, numpy as np, torch
        from safetensors.torch import load_file
        from torch import nn
        class VAE(nn.Module):                            # the layers of pytorch/examples vae/main.py, at other widths
            def __init__(self):
                super().__init__()
                self.fc1, self.fc21, self.fc22 = nn.Linear(784, 64), nn.Linear(64, 8), nn.Linear(64, 8)
                self.fc3, self.fc4 = nn.Linear(8, 64), nn.Linear(64, 784)
            def forward(self, x):
                mean = self.fc21(torch.relu(self.fc1(x)))
                return torch.sigmoid(self.fc4(torch.relu(self.fc3(mean))))
        model, folder = VAE(), sys.argv[1]
        model.load_state_dict(load_file(folder + "/model.safetensors"))
        with torch.no_grad():
            np.save(folder + "/recon.npy", model(torch.from_numpy(np.load(folder + "/x.npy"))).numpy())
        """;

    private const string FlaxProgram = """
        import sys, numpy as np, jax
        from flax import linen as nn
        from flax.traverse_util import unflatten_dict
        from safetensors.numpy import load_file
        class Encoder(nn.Module):
            @nn.compact
            def __call__(self, x):
                h = nn.relu(nn.Dense(64, name="fc1")(x))
                return nn.Dense(8, name="fc2_mean")(h), nn.Dense(8, name="fc2_logvar")(h)
        class Decoder(nn.Module):
            @nn.compact
            def __call__(self, z):
                return nn.Dense(784, name="fc2")(nn.relu(nn.Dense(64, name="fc1")(z)))
        class VAE(nn.Module):                            # the layers of google/flax examples/vae, at other widths
            def setup(self):
                self.encoder, self.decoder = Encoder(), Decoder()
            def __call__(self, x):
                return nn.sigmoid(self.decoder(self.encoder(x)[0]))
        folder = sys.argv[1]
        x = np.load(folder + "/x.npy")
        params = unflatten_dict(load_file(folder + "/model.safetensors"), sep=".")
        shapes = lambda tree: jax.tree_util.tree_map(np.shape, tree)
        assert shapes(params) == shapes(VAE().init(jax.random.key(0), x)["params"])
        np.save(folder + "/recon.npy", np.asarray(VAE().apply({"params": params}, x)))
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void PyTorch_loads_model_safetensors_by_load_state_dict() => AssertSame(TrainingPresets.PyTorchExample, TorchProgram);

    [SkippableFact]
    public void Flax_loads_model_safetensors_by_the_documented_mapping() => AssertSame(TrainingPresets.FlaxExample, FlaxProgram);

    private void AssertSame(string preset, string program)
    {
        using var trainer = SmallRun.Trainer(SmallRun.Options with { Preset = preset });
        trainer.WriteModel(folder.Path);
        var x = SmallRun.Data.Test.Rows(0, 4);
        NpyArray.Of(x, 4, 784).Write(folder["x.npy"]);

        Python.Run(program, folder.Path);

        var expected = NpyArray.Read(folder["recon.npy"]).AsSingles();
        Assert.All(expected.Zip(trainer.Reconstruct(x)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
