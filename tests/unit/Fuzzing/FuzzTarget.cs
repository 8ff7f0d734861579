namespace VaeOnnx.Tests.Unit.Fuzzing;

/// <summary>A reader of files, with real files and the ways in which they are changed.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Corpus">Files under <c>fixtures/</c>; each is as likely as another.</param>
/// <param name="Changes">Ways to change one; each is as likely as another.</param>
/// <param name="FileName">Under which name a changed file is written.</param>
/// <param name="Read">Does with a file whatever the reader can do with it. Its argument is the path.</param>
/// <param name="Beside">Files under <c>fixtures/</c> that lie unchanged beside a changed one.</param>
internal sealed record FuzzTarget(
    string Name,
    IReadOnlyList<string> Corpus,
    IReadOnlyList<Func<byte[], Random, byte[]>> Changes,
    Action<string> Read,
    string FileName = "model",
    params IReadOnlyList<string> Beside)
{
    private readonly Lazy<byte[][]> files = new(() => [.. Corpus.Select(path => File.ReadAllBytes(Fixtures.Path(path)))]);

    /// <summary>The changed file of a seed and a number: the same one, wherever it is asked for.</summary>
    public byte[] Make(int seed, int number)
    {
        var random = new Random(HashCode(seed, number));
        var original = files.Value[random.Next(files.Value.Length)];
        return Changes[random.Next(Changes.Count)](original, random);
    }

    /// <summary>By pieces of a grammar.</summary>
    public static Func<byte[], Random, byte[]> By(Grammar grammar, params IReadOnlyList<byte[]> others) =>
        (file, random) => grammar.Join(new Pieces(random, others).Change(grammar.Split(file)), random);

    /// <summary>Without regard to what the bytes mean: a few of them, or the end.</summary>
    public static byte[] Blindly(byte[] file, Random random)
    {
        var pieces = new Pieces(random, []);
        for (int changes = random.Next(1, 9); changes > 0; changes--) file = pieces.ChangeWithin(file);
        return file;
    }

    // The seeds of System.Random have to be far apart: it is an additive generator.
    private static int HashCode(int seed, int number) => (int)((((uint)seed * 0x9E3779B1) ^ (uint)number) * 0x85EBCA6B);
}
