namespace VaeOnnx.Bench.KernelErrors;

/// <summary>The numbers that every kernel is measured with, the same on every run.</summary>
internal static class Sweep
{
    private const int MantissasAnExponent = 1500;
    private const int Linear = 2_000_000;

    /// <summary>Every exponent of both signs, denormal and huge ones too, then a dense uniform stretch where activations live.</summary>
    public static float[] Numbers()
    {
        var random = new Random(7);
        var numbers = new List<float> { 0, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue };
        for (var exponent = 0; exponent < 255; exponent++)
        {
            for (var i = 0; i < MantissasAnExponent; i++)
            {
                var number = BitConverter.Int32BitsToSingle(exponent << 23 | random.Next(1 << 23));
                numbers.Add(number);
                numbers.Add(-number);
            }
        }

        for (var i = 0; i < Linear; i++)
        {
            var scale = (i % 4) switch { 0 => 1, 1 => 5, 2 => 25, _ => 110 };
            numbers.Add((float)((2 * random.NextDouble() - 1) * scale));
        }

        return [.. numbers];
    }
}
