namespace VaeOnnx.Export.Graphs;

/// <summary>Where a checkpoint keeps a batch normalisation: the names of four vectors of one length.</summary>
internal sealed record BatchNormKeys(string Name, string Scale, string Bias, string Mean, string Variance);
