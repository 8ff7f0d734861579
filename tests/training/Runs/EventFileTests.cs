using System.Buffers.Binary;
using System.Text;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tests.Training.Runs;

public sealed class EventFileTests : IDisposable
{
    private static readonly EpochMetrics Epoch = new(
        Epoch: 3, Train: 164.5, Test: 128.25, TrainReconstruction: 140, TrainDivergence: 24.5, TestReconstruction: 103, TestDivergence: 25.25, Seconds: 1.5, Time: 1e9);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    // The length and the first message of a file that TensorFlow wrote.
    [InlineData("1800000000000000", 0x224b7fa3u)]
    [InlineData("0900000027e6b3d5411a0d627261696e2e4576656e743a32", 0x150b4d6au)]
    public void Checksums_are_those_of_TensorFlow(string bytes, uint checksum) =>
        Assert.Equal(checksum, EventFile.MaskedChecksum(Convert.FromHexString(bytes)));

    [Fact]
    public void An_epoch_is_read_back_by_its_tags()
    {
        using (var file = new EventFile(folder["events"])) file.Add(Epoch);

        var messages = Messages(File.ReadAllBytes(folder["events"]));
        Assert.Equal(2, messages.Count);
        Assert.Equal("brain.Event:2", Encoding.ASCII.GetString(Field(messages[0], 3)));
        Assert.Equal(1e9, BitConverter.ToDouble(Field(messages[1], 1)));
        Assert.Equal([3], Field(messages[1], 2));
        var values = Values(Field(messages[1], 5));
        Assert.Equal(164.5f, values["loss/train"]);
        Assert.Equal(128.25f, values["loss/test"]);
        Assert.Equal(25.25f, values["divergence/test"]);
        Assert.Equal(7, values.Count);
    }

    [Fact]
    public void It_can_be_read_while_it_is_written()
    {
        using var file = new EventFile(folder["events"]);
        file.Add(Epoch);

        using var reader = new FileStream(folder["events"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[reader.Length];
        reader.ReadExactly(bytes);
        Assert.Equal(2, Messages(bytes).Count);
    }

    /// <summary>The framing of TFRecord, with every checksum looked at.</summary>
    private static List<byte[]> Messages(byte[] file)
    {
        var messages = new List<byte[]>();
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(EventFile.MaskedChecksum(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            messages.Add(file[(at + 12)..(at + 12 + length)]);
            Assert.Equal(EventFile.MaskedChecksum(messages[^1]), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            at += 16 + length;
        }

        return messages;
    }

    private static Dictionary<string, float> Values(byte[] summary) => Fields(summary)
        .ToDictionary(value => Encoding.ASCII.GetString(Field(value.Content, 1)), value => BitConverter.ToSingle(Field(value.Content, 2)));

    private static byte[] Field(byte[] message, int number) => Fields(message).Single(field => field.Number == number).Content;

    /// <summary>The fields of a message of the protobuf wire format; all numbers here take one byte, but for long lengths.</summary>
    private static IEnumerable<(int Number, byte[] Content)> Fields(byte[] message)
    {
        for (int at = 0; at < message.Length;)
        {
            int tag = message[at++], length = (tag & 7) switch { 0 => 1, 1 => 8, 5 => 4, _ => Length(message, ref at) };
            yield return (tag >> 3, message[at..(at + length)]);
            at += length;
        }
    }

    private static int Length(byte[] message, ref int at)
    {
        int length = message[at] & 127;
        return message[at++] < 128 ? length : length + (128 * message[at++]);
    }
}
