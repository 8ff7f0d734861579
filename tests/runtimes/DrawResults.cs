using System.Runtime.InteropServices;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>What a runtime drew, beside what JAX draws.</summary>
internal sealed class DrawResults(string runtime)
{
    private readonly Dictionary<string, Comparison> outputs = [];

    public string Runtime => runtime;

    /// <summary>Numbers drawn.</summary>
    public long Draws { get; private set; }

    /// <summary>Of the random words before them, how many are not JAX's.</summary>
    public long WrongWords { get; private set; }

    /// <summary>How many of the numbers are not JAX's to the bit.</summary>
    public long Different { get; private set; }

    /// <summary>The greatest distance from JAX's number, in float32 numbers.</summary>
    public long GreatestUlp { get; private set; }

    /// <summary>Outputs that a Python program computed too, within the tolerance of torch.testing.assert_close.</summary>
    public IReadOnlyDictionary<string, Comparison> Outputs => outputs;

    public void AddDraws(JaxKey key, IReadOnlyDictionary<string, RunArray> drawn)
    {
        var words = MemoryMarshal.Cast<byte, long>(drawn["bits"].Data);
        var numbers = MemoryMarshal.Cast<byte, float>(drawn["z"].Data);
        var expectedWords = new uint[words.Length];
        var expected = new float[numbers.Length];
        JaxRandom.Bits(key, expectedWords);
        JaxRandom.Normal(key, expected);
        Assert.Equal(("int64", "float32", words.Length), (drawn["bits"].Type, drawn["z"].Type, numbers.Length));
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] != expectedWords[i]) WrongWords++;
            var distance = Comparison.UlpDistance(numbers[i], expected[i]);
            if (distance > 0) Different++;
            GreatestUlp = Math.Max(GreatestUlp, distance);
        }

        Draws += numbers.Length;
    }

    public void AddOutput(string name, RunArray output, float[] expected)
    {
        double[] array = [.. expected];
        outputs[name] = Comparison.Of(output.Shape, MemoryMarshal.Cast<byte, float>(output.Data), array, Tolerance.Float32.Allowed(array));
    }
}
