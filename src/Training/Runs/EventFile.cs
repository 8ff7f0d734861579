using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using VaeOnnx.Inference;

namespace VaeOnnx.Training.Runs;

/// <summary>
/// A TensorBoard event file: messages in the framing of TFRecord, each as its length, the length's checksum, the message and its
/// checksum.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const string Version = "brain.Event:2";
    private const uint MaskDelta = 0xa282ead8;

    private readonly string path;
    private readonly FileStream file;

    /// <summary>Makes or replaces the file.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: it cannot be written.</exception>
    public EventFile(string path)
    {
        this.path = path;
        try
        {
            // Read while it is written: TensorBoard shows a run that is under way.
            file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }

        try
        {
            Write(new() { WallTime = Now(), FileVersion = Version });
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds the losses of an epoch; the epoch is TensorBoard's step.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: they cannot be written.</exception>
    public void Add(EpochMetrics metrics)
    {
        var summary = new Summary();
        foreach (var (tag, value) in ((string, double?)[])
        [
            ("loss/train", metrics.Train),
            ("loss/validation", metrics.Validation),
            ("loss/test", metrics.Test),
            ("reconstruction/train", metrics.TrainReconstruction),
            ("reconstruction/validation", metrics.ValidationReconstruction),
            ("reconstruction/test", metrics.TestReconstruction),
            ("divergence/train", metrics.TrainDivergence),
            ("divergence/validation", metrics.ValidationDivergence),
            ("divergence/test", metrics.TestDivergence),
            ("seconds", metrics.Seconds),
        ])
        {
            if (value is { } there) summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)there });
        }

        Write(new() { WallTime = metrics.Time, Step = metrics.Epoch, Summary = summary });
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>Seconds since 1970, as TensorBoard counts.</summary>
    internal static double Now() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    /// <summary>CRC-32C, turned and shifted, so that the checksum of data with checksums in them is still one.</summary>
    internal static uint MaskedChecksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data) crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }

    private void Write(Event message)
    {
        byte[] data = message.ToByteArray();
        var record = new byte[sizeof(ulong) + sizeof(uint) + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedChecksum(record.AsSpan(0, 8)));
        data.CopyTo(record.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), MaskedChecksum(data));
        try
        {
            file.Write(record);
            file.Flush();
        }
        catch (IOException error)
        {
            throw Unwritable(error);
        }
    }

    private VaeOnnxException Unwritable(Exception error) => new(ErrorKind.Output, $"{path}: cannot be written: {error.Message}", error);
}
