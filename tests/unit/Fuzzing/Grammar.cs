namespace VaeOnnx.Tests.Unit.Fuzzing;

/// <summary>How files of one kind are made of pieces, so that a change hits what a reader looks at.</summary>
internal abstract class Grammar
{
    /// <summary>Takes a whole file apart.</summary>
    public abstract List<byte[]> Split(byte[] file);

    /// <summary>Puts pieces together; sizes that the file states about itself become right again, mostly.</summary>
    public virtual byte[] Join(IReadOnlyList<byte[]> pieces, Random random)
    {
        var file = new byte[pieces.Sum(piece => piece.Length)];
        int at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(file, at);
            at += piece.Length;
        }

        return file;
    }

    /// <summary>A wrong number in one of eight files, else the right one.</summary>
    protected static long Mostly(long right, Random random) =>
        random.Next(8) > 0 ? right : random.Next(3) switch { 0 => right + random.Next(-3, 4), 1 => random.NextInt64(), _ => right * random.Next(1, 100) };
}
