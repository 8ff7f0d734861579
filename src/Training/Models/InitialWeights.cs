using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using VaeOnnx.Inference;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>How published programs begin.</summary>
internal static class InitialWeights
{
    /// <summary>Sets all layers, in the order in which the published program makes them.</summary>
    /// <param name="model">Its weights and biases are set.</param>
    /// <param name="init">Which program's.</param>
    /// <param name="random">The run's generator, for torch's.</param>
    /// <param name="seed">Of <c>jax.random.key</c>, for Flax's.</param>
    public static void Set(VaeModel model, WeightInit init, TorchRandom random, long seed)
    {
        // The flax example splits its key, and initialises by the second half.
        var key = JaxRandom.Split(JaxRandom.Key(seed))[1];
        foreach (var (name, weight, bias) in model.Layers)
        {
            switch (init)
            {
                case WeightInit.TorchLinear:
                    TorchLinear(weight, bias, random);
                    break;
                case WeightInit.LecunNormal:
                    LecunNormal(weight, FlaxKey(key, name));
                    break;
                case WeightInit.Normal:
                    Normal(weight, random);
                    if (bias is not null) Normal(bias, random);
                    break;
                default:
                    throw new InvalidOperationException($"{init}");
            }
        }
    }

    /// <summary>
    /// <c>torch.nn.Linear.reset_parameters</c>, and that of the convolutions: the weights <c>kaiming_uniform_(a=√5)</c>, which is uniform in ±1/√in, and the biases likewise.
    /// </summary>
    private static void TorchLinear(Tensor weight, Tensor? bias, TorchRandom random)
    {
        double fanIn = weight.shape[1..].Aggregate(1L, (product, size) => product * size);
        double gain = Math.Sqrt(2 / (1 + (Math.Sqrt(5) * Math.Sqrt(5))));
        Uniform(weight, Math.Sqrt(3) * (gain / Math.Sqrt(fanIn)), random);
        if (bias is not null) Uniform(bias, 1 / Math.Sqrt(fanIn), random);
    }

    /// <summary><c>tensor.uniform_(-bound, bound)</c>.</summary>
    private static void Uniform(Tensor tensor, double bound, TorchRandom random)
    {
        float from = (float)-bound, range = (float)bound - from;
        var values = ParameterBuffer.Elements(tensor);
        random.Rand(values);
        foreach (ref float value in values)
            value = MathF.FusedMultiplyAdd(value, range, from); // torch's own build contracts it.
    }

    /// <summary>N(0, 0.01): all parameters of Kingma and Welling, section 5, who write variances elsewhere in this place.</summary>
    private static void Normal(Tensor tensor, TorchRandom random)
    {
        const float Deviation = 0.1f;
        var values = ParameterBuffer.Elements(tensor);
        random.Randn(values);
        foreach (ref float value in values) value *= Deviation;
    }

    /// <summary>
    /// <c>jax.nn.initializers.lecun_normal</c>: normal of variance 1/in, cut at two standard deviations of the uncut. Biases are zero.
    /// </summary>
    private static void LecunNormal(Tensor weight, JaxKey key)
    {
        const float CutDeviation = 0.87962566103423978f; // of N(0, 1) cut at ±2
        int outputs = (int)weight.shape[0], inputs = (int)weight.shape[1];
        var drawn = new float[inputs * outputs]; // [in, out]
        JaxRandom.TruncatedNormal(key, -2f, 2f, drawn);
        float deviation = MathF.Sqrt(1f / inputs) / CutDeviation;
        var values = ParameterBuffer.Elements(weight);
        for (int i = 0; i < values.Length; i++)
            values[i] = drawn[(i % inputs * outputs) + (i / inputs)] * deviation;
    }

    /// <summary>
    /// The key of a layer's kernel: Flax folds a SHA-1 of the module's path and of a counter into the key
    /// (<c>flax/core/scope.py</c>, <c>_fold_in_static</c>).
    /// </summary>
    private static JaxKey FlaxKey(JaxKey key, string layer)
    {
        byte[] path = [.. Encoding.UTF8.GetBytes(layer.Replace(".", "", StringComparison.Ordinal)), 1];
#pragma warning disable CA5350 // Not for security: what Flax does.
        return JaxRandom.FoldIn(key, BinaryPrimitives.ReadUInt32BigEndian(SHA1.HashData(path)));
#pragma warning restore CA5350
    }
}
