using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>Convolutional, conditional and Gaussian models, exported and served, against what PyTorch and Flax computed.</summary>
public class LayeredPairTests
{
    [Theory]
    [InlineData("layers/conditional-mlp", 10)]
    [InlineData("layers/conditional-conv", 5)]
    public void A_conditional_pair_gives_what_Python_gave_for_each_label(string reference, int classes)
    {
        using var vae = ServedPair.Load(reference);
        var labels = ServedPair.Labels(reference);

        var posterior = vae.Encode(ServedPair.Singles(reference, "x"), labels);

        Assert.Equal(classes, vae.Classes);
        Close.To(ServedPair.Singles(reference, "mean"), posterior.Mean.Span);
        Close.To(ServedPair.Singles(reference, "logvar"), posterior.LogVar.Span);
        Close.To(ServedPair.Singles(reference, "recon"), vae.Decode(ServedPair.Singles(reference, "z"), labels));
    }

    [Fact]
    public void Another_label_is_another_image()
    {
        using var vae = ServedPair.Load("layers/conditional-mlp");

        Assert.NotEqual(vae.Sample(1, seed: 0, labels: [3]), vae.Sample(1, seed: 0, labels: [4]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public void A_label_out_of_range_is_refused_before_the_run(long label)
    {
        using var vae = ServedPair.Load("layers/conditional-mlp");

        Assert.Contains("from 0 to 9", Assert.Throws<ArgumentOutOfRangeException>(() => vae.Sample(1, 0, labels: [label])).Message, StringComparison.Ordinal);
    }

    /// <summary>Whoever runs the graph without this library is not given numbers of no label.</summary>
    [Fact]
    public void A_label_that_is_too_large_fails_in_ONNX_Runtime_itself()
    {
        using var session = new InferenceSession(ServedPair.Decoder("layers/conditional-mlp"));
        using var z = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);
        using var y = OrtValue.CreateTensorValueFromMemory(new long[] { 10 }, [1]);
        using var options = new RunOptions();

        Assert.Throws<OnnxRuntimeException>(() => session.Run(options, ["z", "y"], [z, y], session.OutputNames));
    }

    /// <summary>[N, 3, 32, 32] of PyTorch, and [N, 28, 28, 1] of Flax.</summary>
    [Theory]
    [InlineData("layers/conv-colour", new[] { 3L, 32, 32 })]
    [InlineData("layers/flax-conv", new[] { 28L, 28, 1 })]
    public void Images_pass_as_one_span_in_the_order_of_the_program(string reference, long[] shape)
    {
        using var vae = ServedPair.Load(reference);

        Assert.Equal(shape, vae.InputShape);
        Close.To(ServedPair.Singles(reference, "mean"), vae.Encode(ServedPair.Singles(reference, "x")).Mean.Span);
        Close.To(ServedPair.Singles(reference, "recon"), vae.Decode(ServedPair.Singles(reference, "z")));
    }

    [Fact]
    public void The_score_of_a_decoder_with_a_learned_variance_is_the_density_of_its_own_mean_and_variance()
    {
        const string Reference = "layers/freyface";
        using var vae = ServedPair.Load(Reference);
        float[] x = ServedPair.Singles(Reference, "x");
        var scores = new VaeScore[3];

        vae.Score(x, ServedPair.Singles(Reference, "eps"), scores);

        double[] mean = ServedPair.Doubles(Reference, "recon_from_z_f64"), logVar = ServedPair.Doubles(Reference, "recon_logvar_from_z_f64");
        for (int row = 0; row < 3; row++)
        {
            double expected = Enumerable.Range(row * 560, 560)
                .Sum(i => -0.5 * (Math.Log(2 * Math.PI) + logVar[i] + (Math.Pow(x[i] - mean[i], 2) / Math.Exp(logVar[i]))));
            Assert.Equal(expected, scores[row].Reconstruction, 1e-3);
        }
    }

    [Fact]
    public void The_score_of_a_decoder_of_fixed_variance_is_the_density_of_that_variance()
    {
        const string Reference = "layers/conv-colour";
        using var vae = ServedPair.Load(Reference);
        float[] x = ServedPair.Singles(Reference, "x");
        var scores = new VaeScore[2];

        vae.Score(x, ServedPair.Singles(Reference, "eps"), scores);

        double[] mean = ServedPair.Doubles(Reference, "recon_from_z_f64");
        double expected = Enumerable.Range(0, 3072).Sum(i => -0.5 * (Math.Log(2 * Math.PI * 0.1) + (Math.Pow(x[i] - mean[i], 2) / 0.1)));
        Assert.Equal(expected, scores[0].Reconstruction, 1e-2);
    }
}
