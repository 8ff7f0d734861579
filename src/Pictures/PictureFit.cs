namespace VaeOnnx.Pictures;

/// <summary>
/// Pictures of any size cut to one, as torchvision's <c>Resize(side)</c> and <c>CenterCrop(side)</c> do: the picture is made as small (or
/// large) as it can be and still cover the target, by a triangle filter as wide as the reduction (bilinear, antialiased, as PIL), and
/// what stands over is cut off evenly.
/// </summary>
internal static class PictureFit
{
    /// <param name="pixels">Red, green, blue and alpha: [height, width, 4]</param>
    /// <param name="size">What they are.</param>
    /// <param name="shape">What they become.</param>
    /// <param name="picture">[channels, height, width] of <paramref name="shape"/></param>
    public static void Cover(ReadOnlySpan<byte> pixels, PictureSize size, PictureShape shape, Span<float> picture)
    {
        // The side that has to shrink less is met exactly, and the other follows, rounded down.
        bool byWidth = (long)shape.Width * size.Height >= (long)shape.Height * size.Width;
        long wide = byWidth ? shape.Width : (long)shape.Height * size.Width / size.Height;
        long high = byWidth ? (long)shape.Width * size.Height / size.Width : shape.Height;
        var columns = Taps(size.Width, wide, shape.Width);
        var rows = Taps(size.Height, high, shape.Height);

        int first = rows[0].First, count = rows.Max(row => row.First + row.Weights.Length) - first;
        var planes = new float[shape.Channels * size.Width];
        var narrow = new float[shape.Channels * count * shape.Width]; // [channels, count, width]
        for (int y = 0; y < count; y++)
        {
            PictureFile.Planes(pixels.Slice(4 * size.Width * (first + y), 4 * size.Width), shape.Channels, planes);
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                var plane = planes.AsSpan(channel * size.Width, size.Width);
                var target = narrow.AsSpan(((channel * count) + y) * shape.Width, shape.Width);
                for (int x = 0; x < target.Length; x++) target[x] = Sum(columns[x], plane[columns[x].First..], stride: 1);
            }
        }

        for (int channel = 0; channel < shape.Channels; channel++)
        {
            for (int y = 0; y < shape.Height; y++)
            {
                var source = narrow.AsSpan(((channel * count) + rows[y].First - first) * shape.Width);
                var target = picture.Slice(((channel * shape.Height) + y) * shape.Width, shape.Width);
                for (int x = 0; x < target.Length; x++) target[x] = Sum(rows[y], source[x..], shape.Width);
            }
        }
    }

    /// <summary>What each of <paramref name="cropped"/> middle pixels is made of, when a side of <paramref name="from"/> pixels becomes one of <paramref name="to"/>.</summary>
    private static Tap[] Taps(int from, long to, int cropped)
    {
        long skipped = (long)Math.Round((to - cropped) / 2.0); // To even, as Python.
        double scale = (double)from / to, support = Math.Max(scale, 1);
        return [.. Enumerable.Range(0, cropped).Select(i =>
        {
            double centre = (skipped + i + 0.5) * scale;
            int first = Math.Max((int)(centre - support + 0.5), 0), end = Math.Min((int)(centre + support + 0.5), from);
            double[] weights = [.. Enumerable.Range(first, end - first).Select(pixel => Math.Max(0, 1 - Math.Abs((pixel + 0.5 - centre) / support)))];
            double all = weights.Sum();
            return new Tap(first, Array.ConvertAll(weights, weight => weight / all));
        })];
    }

    private static float Sum(Tap tap, ReadOnlySpan<float> values, int stride)
    {
        double sum = 0;
        for (int i = 0; i < tap.Weights.Length; i++) sum += tap.Weights[i] * values[i * stride];
        return (float)Math.Min(sum, 1); // The weights add up to 1 but for rounding.
    }

    /// <param name="First">The first pixel.</param>
    /// <param name="Weights">Of that pixel and those after it; together 1.</param>
    private readonly record struct Tap(int First, double[] Weights);
}
