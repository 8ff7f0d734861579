using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Parity;

/// <summary>The numbers behind a report.</summary>
/// <param name="Metadata">What the pair says about itself.</param>
/// <param name="Cases">For each case the numbers of all its comparisons.</param>
internal sealed record KeptNumbers(VaeMetadata Metadata, IReadOnlyList<IReadOnlyList<ComparedNumbers>> Cases);
