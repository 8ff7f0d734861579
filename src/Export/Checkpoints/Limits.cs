namespace VaeOnnx.Export.Checkpoints;

/// <summary>
/// What no file of weights comes near, so that a file which goes beyond it is refused before it costs much: reading takes no more
/// memory than the file is large, plus some 64 MB.
/// </summary>
internal static class Limits
{
    /// <summary>Tensors in one checkpoint. The largest VAEs have some thousand.</summary>
    public const int Tensors = 10_000;

    /// <summary>Facts in the metadata of one checkpoint.</summary>
    public const int Facts = 10_000;

    // Trained weights hardly compress, and tied ones are stored once: twice the file is much.
    private const long Times = 8;
    private const long Beside = 32 << 20;

    /// <summary>Refuses tensors that unpack, or repeat the same bytes, to far more than their files hold.</summary>
    public static void EnsureInProportion(IEnumerable<CheckpointTensor> tensors, IEnumerable<long> fileLengths, string where)
    {
        Int128 content = 0, files = 0;
        foreach (var tensor in tensors) content += tensor.Length;
        foreach (var length in fileLengths) files += length;
        if (content > (files * Times) + Beside)
        {
            throw Refusal.Broken(where,
                $"its tensors take {content} bytes, and the file has {files}: it is packed, or repeats itself, as no weights do. Save the tensors uncompressed and contiguous");
        }
    }

    /// <summary>Refuses a further tensor beyond the limit.</summary>
    public static void EnsureTensors(int count, string where)
    {
        if (count > Tensors)
            throw Refusal.Broken(where, $"holds more than {Tensors} tensors; this is no file of weights");
    }
}
