namespace VaeOnnx.Export.Verification;

/// <summary>
/// The numbers that graphs are fed with, the same on every machine and run: <see cref="Random"/> with a seed keeps its
/// sequence from version to version of .NET.
/// </summary>
internal static class VerificationInputs
{
    private const int Seed = 1312;

    /// <summary>The kinds of data.</summary>
    public static InputKind[] Kinds => [InputKind.Zeros, InputKind.Ones, InputKind.Uniform, InputKind.Normal1E2, InputKind.Normal1E4];

    /// <summary>Rows of one kind for an input, row-major.</summary>
    public static float[] Rows(InputKind kind, int rows, GraphInput input) =>
        input.Classes > 0 ? Labels(kind, rows, input.Classes) : Rows(kind, rows, input.RowElements);

    /// <summary>Rows of one kind, row-major.</summary>
    public static float[] Rows(InputKind kind, int rows, int rowElements)
    {
        var numbers = new float[rows * rowElements];
        switch (kind)
        {
            case InputKind.Zeros:
                break;
            case InputKind.Ones:
                Array.Fill(numbers, 1f);
                break;
            case InputKind.Uniform:
                var random = new Random(Seed);
                foreach (ref var number in numbers.AsSpan())
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

        return numbers;
    }

    /// <summary>Whether every row of a kind is the same, so that one float64 row stands for all.</summary>
    public static bool RowsAreEqual(InputKind kind) => kind is InputKind.Zeros or InputKind.Ones;

    /// <summary>Labels: all the same where all rows are, else in turn, from another one on for each kind.</summary>
    private static float[] Labels(InputKind kind, int rows, int classes) =>
        [.. Enumerable.Range(0, rows).Select(row => (float)(((RowsAreEqual(kind) ? 0 : row) + (int)kind) % classes))];

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
