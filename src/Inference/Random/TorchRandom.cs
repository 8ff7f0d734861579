using System.Runtime.InteropServices;

namespace VaeOnnx.Inference;

/// <summary>
/// PyTorch's CPU generator (torch 2.13: <c>torch.Generator()</c>, or the default one that <c>torch.manual_seed</c> seeds). Each
/// call draws what the torch call of its name draws into a contiguous tensor of as many elements, and leaves the generator
/// in the same state. Bits, integers, uniforms and permutations are torch's to the bit; <c>docs/random.md</c> tells how close the
/// normals are.
/// </summary>
/// <remarks>One generator, one thread. Nothing is allocated beyond the generator and results.</remarks>
public sealed partial class TorchRandom
{
    /// <summary>Elements that are drawn and then transformed while they are in the first-level cache; a multiple of 16.</summary>
    private const int Block = 1024;

    private readonly MersenneTwister engine = new();

    /// <summary>The second normal number of a pair, until it is asked for.</summary>
    private double? nextNormal;

    /// <summary>Starts as after <c>torch.manual_seed(seed)</c>.</summary>
    public TorchRandom(long seed) => ManualSeed(seed);

    /// <summary><c>initial_seed()</c>: what the generator was seeded with.</summary>
    public ulong InitialSeed { get; private set; }

    /// <summary>
    /// <c>torch.manual_seed(seed)</c>. The engine uses the low 32 bits; a negative seed counts from 2^64 downwards, as in torch.
    /// </summary>
    public void ManualSeed(long seed) => ManualSeed((ulong)seed);

    /// <inheritdoc cref="ManualSeed(long)"/>
    public void ManualSeed(ulong seed)
    {
        InitialSeed = seed;
        engine.Seed((uint)seed);
        nextNormal = null;
        nextFloatNormal = null;
    }

    /// <summary><c>torch.rand(shape)</c>: float32 in [0, 1), multiples of 2^-24.</summary>
    public void Rand(Span<float> values)
    {
        engine.Draw(MemoryMarshal.Cast<float, uint>(values));
        TorchUniform.FromBits(values);
    }

    /// <summary><c>torch.rand(shape, dtype=torch.float64)</c>: in [0, 1), multiples of 2^-53.</summary>
    public void Rand(Span<double> values)
    {
        foreach (ref double value in values)
            value = TorchUniform.FromBits(Draw64());
    }

    /// <summary><c>tensor.bernoulli_(probability)</c>: the same for tensors of every type, since torch compares in float64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is outside [0, 1].</exception>
    public void Bernoulli(double probability, Span<bool> values)
    {
        Interval.EnsureProbability(probability);
        foreach (ref bool value in values)
            value = TorchUniform.FromBits(Draw64()) < probability;
    }

    /// <summary><c>torch.bernoulli(probabilities)</c> of a float32 tensor.</summary>
    /// <exception cref="ArgumentException">As many results as probabilities are needed, and each must be in [0, 1].</exception>
    public void Bernoulli(ReadOnlySpan<float> probabilities, Span<bool> values)
    {
        if (values.Length != probabilities.Length)
            throw new ArgumentException($"{probabilities.Length} probabilities give as many results, not {values.Length}", nameof(values));
        foreach (float probability in probabilities)
            Interval.EnsureProbability(probability);
        for (int i = 0; i < values.Length; i++)
            values[i] = TorchUniform.FromBits(engine.Draw()) < probabilities[i];
    }

    /// <summary>64 random bits: the first draw is the upper half.</summary>
    private ulong Draw64()
    {
        ulong high = engine.Draw();
        return (high << 32) | engine.Draw();
    }
}
