namespace VaeOnnx.Pictures;

/// <summary>Signed numbers as colours: white for 0, to red where positive, to blue where negative.</summary>
public static class SignedColours
{
    /// <summary>Colours a picture of differences.</summary>
    /// <param name="differences">Of one datum, the channels first.</param>
    /// <param name="shape">What the datum is; of several channels the greatest difference is shown.</param>
    /// <param name="greatest">The size that gets the full colour; larger ones get it, too. What is not a number is black.</param>
    /// <returns>Red, green and blue, [3, height, width].</returns>
    public static float[] Of(ReadOnlySpan<double> differences, PictureShape shape, double greatest)
    {
        ArgumentNullException.ThrowIfNull(shape);
        int plane = shape.Height * shape.Width;
        var colours = new float[3 * plane];
        for (int i = 0; i < plane; i++)
        {
            double difference = differences[i];
            for (int channel = 1; channel < shape.Channels; channel++)
            {
                // A comparison with NaN is false: once there, it stays.
                double other = differences[(channel * plane) + i];
                if (double.IsNaN(other) || Math.Abs(other) > Math.Abs(difference)) difference = other;
            }

            if (double.IsNaN(difference)) continue;
            float paleness = greatest > 0 ? 1 - (float)Math.Min(1, Math.Abs(difference) / greatest) : 1;
            colours[i] = difference < 0 ? paleness : 1;
            colours[plane + i] = paleness;
            colours[(2 * plane) + i] = difference > 0 ? paleness : 1;
        }

        return colours;
    }
}
