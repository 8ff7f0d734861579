namespace VaeOnnx.Inference;

/// <summary>
/// Walks the fields of one protobuf message. Every length is checked against what is left of the stream before anything
/// is allocated or skipped. See https://protobuf.dev/programming-guides/encoding.
/// </summary>
/// <exception cref="InvalidDataException">From every member: the bytes are no protobuf message.</exception>
/// <exception cref="EndOfStreamException">From every member: the stream ends inside a field.</exception>
internal sealed class ProtobufScanner(Stream stream)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private int wireType;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; the value of the last one must have been read or skipped. False at the end.</summary>
    public bool NextField()
    {
        if (stream.Position == stream.Length)
            return false;
        ulong tag = NextVarint();
        wireType = (int)(tag & 7);
        if (tag >> 3 is 0 or > 0x1FFF_FFFF)
            throw new InvalidDataException($"No field has the number {tag >> 3}.");
        Field = (int)(tag >> 3);
        return true;
    }

    public ulong ReadVarint()
    {
        Expect(Varint);
        return NextVarint();
    }

    public byte[] ReadBytes(long limit)
    {
        long length = NextLength();
        if (length > limit)
            throw new InvalidDataException(FormattableString.Invariant($"Field {Field} has {length} bytes, more than any that is known."));
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Where the message ends that begins here.</summary>
    public long EnterMessage()
    {
        long length = NextLength();
        return stream.Position + length;
    }

    public void SkipBytes() => Advance(NextLength());

    public void Skip()
    {
        switch (wireType)
        {
            case Varint:
                NextVarint();
                break;
            case Fixed64:
                Advance(CheckedLength(8));
                break;
            case LengthDelimited:
                SkipBytes();
                break;
            case Fixed32:
                Advance(CheckedLength(4));
                break;
            default:
                throw new InvalidDataException($"Field {Field} has the wire type {wireType}, which ONNX does not use.");
        }
    }

    private void Advance(long length) => stream.Seek(length, SeekOrigin.Current);

    private void Expect(int expected)
    {
        if (wireType != expected)
            throw new InvalidDataException($"Field {Field} has the wire type {wireType} instead of {expected}.");
    }

    private long NextLength()
    {
        Expect(LengthDelimited);
        return CheckedLength(NextVarint());
    }

    private long CheckedLength(ulong length)
    {
        long left = stream.Length - stream.Position;
        if (length > (ulong)left)
            throw new EndOfStreamException(FormattableString.Invariant($"Field {Field} claims {length} bytes, {left} are left."));
        return (long)length;
    }

    private ulong NextVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0)
                throw new EndOfStreamException("It ends inside a number.");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("A number is longer than 64 bits.");
    }
}
