using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Training.Data;

/// <summary>Reads one file of data, idx (plain or gzip) or .npy, or an array; bytes are greys of 255 steps.</summary>
internal static class ImageFile
{
    public static ImageSet Read(string path)
    {
        using var file = InputFile.Open(path);
        var start = new byte[6];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return IdxFile.Matches(start.AsSpan(0, length)) ? Idx(path) : Of(path, NpyArray.Read(path));
    }

    /// <summary>An array of data, (N, …); pictures with their channels last, (N, height, width, 1 or 3), have them first afterwards.</summary>
    /// <param name="source">What error messages call it.</param>
    /// <param name="array">The array.</param>
    public static ImageSet Of(string source, NpyArray array)
    {
        if (array.Shape.Count < 2)
            throw new VaeOnnxException(ErrorKind.Input, $"{source}: has the shape ({string.Join(", ", array.Shape)}), expected rows of data, (N, …).");
        var values = array.AsSingles();
        if (array.Type == ElementType.UInt8)
        {
            foreach (ref float value in values.AsSpan()) value /= 255;
        }

        return array.Shape is [_, not (1 or 3), var width, 1 or 3]
            ? Of(source, array.Shape[3] == 1 ? [array.Shape[1], width] : [3, array.Shape[1], width], ChannelsFirst(values, (int)(array.Shape[1] * width), (int)array.Shape[3]))
            : Of(source, [.. array.Shape.Skip(1)], values);
    }

    /// <summary>[N, pixels, channels] to [N, channels, pixels]</summary>
    private static float[] ChannelsFirst(float[] values, int pixels, int channels)
    {
        if (channels == 1) return values;
        var turned = new float[values.Length];
        for (int datum = 0; datum < values.Length; datum += pixels * channels)
        {
            for (int i = 0; i < pixels * channels; i++) turned[datum + (i % channels * pixels) + (i / channels)] = values[datum + i];
        }

        return turned;
    }

    private static ImageSet Of(string source, IReadOnlyList<long> shape, float[] values)
    {
        var images = values.Length == 0
            ? throw new VaeOnnxException(ErrorKind.Input, $"{source}: holds no data.")
            : new ImageSet(source, shape, values);
        EnsureGreys(images);
        return images;
    }

    private static ImageSet Idx(string path)
    {
        using var rows = IdxFile.Open(path);
        var (count, length) = (rows.Count, rows.Length);
        // In parts: the size is the file's claim, and gzip does not say how long it is.
        const int Part = 4096;
        var values = new List<float[]>();
        for (long read = 0; read < count; read += Part)
        {
            var part = new float[Math.Min(Part, count - read) * length];
            rows.Read(part);
            values.Add(part);
        }

        return Of(path, rows.Shape, Joined(values));
    }

    private static float[] Joined(List<float[]> parts)
    {
        var values = new float[parts.Sum(part => (long)part.Length)];
        long at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(values, at);
            at += part.Length;
        }

        return values;
    }

    private static void EnsureGreys(ImageSet images)
    {
        int wrong = images.Values.AsSpan().IndexOfAnyExceptInRange(0f, 1f);
        if (wrong >= 0)
        {
            throw new VaeOnnxException(
                ErrorKind.Input,
                FormattableString.Invariant($"{images.Source}: datum {wrong / images.Size} holds {images.Values[wrong]}; expected greys in [0, 1], or bytes."));
        }
    }
}
