namespace VaeOnnx.Inference.Sessions;

/// <summary>What is known about a pair before its graphs are opened: from its metadata, or from the caller.</summary>
/// <param name="Names">Names of the tensors. Of a plain pair, other than the contract's.</param>
/// <param name="Metadata">Null for a plain pair.</param>
/// <param name="SecondOutput">What the encoder's second output holds: log σ² in every pair of ours.</param>
internal sealed record PairFacts(PlainPair Names, VaeMetadata? Metadata, EncoderHead SecondOutput)
{
    public Likelihood Likelihood => Names.Likelihood;

    public double? ReconVariance => Names.ReconVariance;

    public IReadOnlyList<long>? ImageShape => Names.ImageShape;

    public long? Classes => Names.Classes;

    /// <summary>Reads the metadata of both graphs, and refuses a mixed, swapped or foreign pair.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>, or <see cref="ErrorKind.Usage"/> where both the graphs and the caller state facts.</exception>
    public static PairFacts Of(PairBytes pair, PlainPair? plain)
    {
        var encoder = OnnxMetadata.Read(new MemoryStream(pair.Encoder, writable: false), pair.EncoderName);
        var decoder = OnnxMetadata.Read(new MemoryStream(pair.Decoder, writable: false), pair.DecoderName);
        if (plain is not null)
            return OfPlain(plain, encoder.ContainsKey(MetadataKeys.Format) || decoder.ContainsKey(MetadataKeys.Format), pair.Where);

        var metadata = VaeMetadata.Parse(encoder, pair.EncoderName);
        VaeMetadata.EnsurePair(metadata, VaeMetadata.Parse(decoder, pair.DecoderName), pair.Where);
        var names = new PlainPair
        {
            Likelihood = metadata.Likelihood,
            ReconVariance = metadata.ReconVariance,
            ImageShape = metadata.ImageShape,
            Classes = metadata.Classes,
        };
        return new(names, metadata, EncoderHead.LogVar);
    }

    private static PairFacts OfPlain(PlainPair plain, bool describesItself, string where)
    {
        if (describesItself)
        {
            throw new VaeOnnxException(
                ErrorKind.Usage,
                $"{where}: this pair describes itself by its metadata: leave {nameof(VaeOptions)}.{nameof(VaeOptions.Plain)} out.");
        }

        return new(plain, Metadata: null, plain.Head);
    }
}
