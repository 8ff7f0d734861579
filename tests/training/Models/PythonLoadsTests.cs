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

    private const string ConvolutionalProgram = """
        import sys, numpy as np, torch
        from safetensors.torch import load_file
        from torch import nn
        from torch.nn import functional as F
        def modules(**layers):
            return nn.ModuleDict({name: nn.ModuleList(each) if isinstance(each, list) else each for name, each in layers.items()})
        class VAE(nn.Module):                            # cvae-conv-mnist, at other widths
            def __init__(self):
                super().__init__()
                down = lambda i, o: nn.Conv2d(i, o, 4, 2, 1, bias=False)
                self.encoder = modules(conv=[down(11, 4), down(4, 8)], norm=[nn.BatchNorm2d(4), nn.BatchNorm2d(8)],
                    hidden=[nn.Linear(392, 32)], mean=nn.Linear(32, 6), logvar=nn.Linear(32, 6))
                self.decoder = modules(hidden=[nn.Linear(16, 32), nn.Linear(32, 392)], conv=[nn.ConvTranspose2d(8, 4, 4, 2, 1, bias=False)],
                    norm=[nn.BatchNorm2d(4)], logits=nn.ConvTranspose2d(4, 1, 4, 2, 1))
            def forward(self, x, y):
                h = torch.cat([x.view(-1, 1, 28, 28), y[:, :, None, None].expand(-1, -1, 28, 28)], 1)
                for conv, norm in zip(self.encoder.conv, self.encoder.norm):
                    h = F.relu(norm(conv(h)))
                h = torch.cat([self.encoder.mean(F.relu(self.encoder.hidden[0](h.flatten(1)))), y], 1)
                for layer in self.decoder.hidden:
                    h = F.relu(layer(h))
                h = F.relu(self.decoder.norm[0](self.decoder.conv[0](h.view(-1, 8, 7, 7))))
                return torch.sigmoid(self.decoder.logits(h)).flatten(1)
        model, folder = VAE().eval(), sys.argv[1]
        model.load_state_dict(load_file(folder + "/model.safetensors"))
        with torch.no_grad():
            x, y = torch.from_numpy(np.load(folder + "/x.npy")), F.one_hot(torch.arange(4), 10).float()
            np.save(folder + "/recon.npy", model(x, y).numpy())
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void PyTorch_loads_model_safetensors_by_load_state_dict() => AssertSame(SmallRun.Options, TorchProgram);

    [SkippableFact]
    public void Flax_loads_model_safetensors_by_the_documented_mapping() => AssertSame(SmallRun.Options with { Preset = TrainingPresets.FlaxExample }, FlaxProgram);

    [SkippableFact]
    public void PyTorch_loads_a_convolutional_model_with_labels_that_has_been_trained()
    {
        var options = TrainingPresets.Of(TrainingPresets.CvaeConvMnist) with { Channels = [4, 8], Hidden = [32], Latent = 6, Threads = 1 };
        AssertSame(options, ConvolutionalProgram, epochs: 1, labels: [0, 1, 2, 3]);
    }

    private void AssertSame(TrainingOptions options, string program, int epochs = 0, params byte[] labels)
    {
        using var trainer = SmallRun.Trainer(options);
        for (int epoch = 0; epoch < epochs; epoch++) trainer.RunEpoch();
        trainer.WriteModel(folder.Path);
        var x = SmallRun.Data.Test.Rows(0, 4);
        NpyArray.Of(x, 4, 784).Write(folder["x.npy"]);

        Python.Run(program, folder.Path);

        var expected = NpyArray.Read(folder["recon.npy"]).AsSingles();
        Assert.All(expected.Zip(trainer.Reconstruct(x, labels)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
