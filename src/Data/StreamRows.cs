using VaeOnnx.Inference;

namespace VaeOnnx.Data;

/// <summary>Data that lie one after the other in a stream, as elements of one type.</summary>
/// <param name="stream">At the first element; disposed with this.</param>
/// <param name="type">Type of the elements.</param>
/// <param name="divisor">What each element is divided by: torchvision divides bytes by 255, and a multiplication rounds otherwise.</param>
internal sealed class StreamRows(Stream stream, ElementType type, float divisor) : DataRows
{
    private byte[] bytes = [];

    public override void Read(Span<float> rows)
    {
        if (bytes.Length < rows.Length * type.Size())
            bytes = new byte[rows.Length * type.Size()];
        var part = bytes.AsSpan(0, rows.Length * type.Size());
        try
        {
            stream.ReadExactly(part);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{Source}: is cut off or damaged inside its elements: {error.Message}", error);
        }

        Elements.Convert(part, type, rows);
        if (divisor == 1)
            return;
        foreach (ref float value in rows)
            value /= divisor;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
    }
}
