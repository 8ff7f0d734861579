namespace VaeOnnx.Export.Verification;

/// <summary>
/// The numbers that graphs are fed with, the same on every machine and run: <see cref="Random"/> with a seed keeps its
/// sequence from version to version of .NET.
/// </summary>
internal static class VerificationInputs
{
    private const int Seed = 1312;

    /// <summary>
    /// How many large rows differ, the others repeat them: that rows are not mixed up, the noise shows, all of whose rows differ. Large
    /// numbers are there for the sizes on the way, which these many reach, at a quarter of the float64 arithmetic. No divisor of
    /// a number of rows that a kernel takes at once.
    /// </summary>
    private const int LargeRows = 17;

    /// <summary>The kinds of data.</summary>
    public static InputKind[] Kinds => [InputKind.Zeros, InputKind.Ones, InputKind.Uniform, InputKind.Normal1E2, InputKind.Normal1E4];

    /// <summary>Rows of one kind for an input, row-major.</summary>
    public static float[] Rows(InputKind kind, int rows, GraphInput input)
    {
        var numbers = new float[rows * input.RowElements];
        int different = DifferentRows(kind, rows) * input.RowElements;
        if (input.Classes > 0) FillLabels(kind, numbers.AsSpan(0, different), input.Classes);
        else Fill(kind, numbers.AsSpan(0, different));
        for (int filled = different; filled < numbers.Length; filled += different)
        {
            numbers.AsSpan(0, Math.Min(different, numbers.Length - filled)).CopyTo(numbers.AsSpan(filled));
        }

        return numbers;
    }

    /// <summary>How many of so many rows of a kind differ: float64 need not compute the others, which repeat them in turn.</summary>
    public static int DifferentRows(InputKind kind, int rows) => kind switch
    {
        InputKind.Zeros or InputKind.Ones => 1,
        InputKind.Uniform or InputKind.Keys => rows,
        _ => Math.Min(rows, LargeRows),
    };

    private static void Fill(InputKind kind, Span<float> numbers)
    {
        switch (kind)
        {
            case InputKind.Zeros:
                break;
            case InputKind.Ones:
                numbers.Fill(1);
                break;
            case InputKind.Uniform:
                var random = new Random(Seed);
                foreach (ref var number in numbers)
                {
                    number = random.NextSingle();
                }

                break;
            case InputKind.Normal1:
                FillNormal(numbers, 1);
                break;
            case InputKind.Normal1E1:
                FillNormal(numbers, 1e1);
                break;
            case InputKind.Normal1E2:
                FillNormal(numbers, 1e2);
                break;
            case InputKind.Normal1E4:
                FillNormal(numbers, 1e4);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }
    }

    /// <summary>The classes in turn, from another one on for each kind.</summary>
    private static void FillLabels(InputKind kind, Span<float> labels, int classes)
    {
        for (var row = 0; row < labels.Length; row++) labels[row] = (row + (int)kind) % classes;
    }

    /// <summary>Normal numbers by the transform of Box and Muller (1958): two of them from two uniform ones.</summary>
    private static void FillNormal(Span<float> numbers, double scale)
    {
        var random = new Random(Seed);
        for (var i = 0; i < numbers.Length; i += 2)
        {
            var radius = scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            numbers[i] = (float)(radius * cosine);
            if (i + 1 < numbers.Length)
            {
                numbers[i + 1] = (float)(radius * sine);
            }
        }
    }
}
