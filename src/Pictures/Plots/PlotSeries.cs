namespace VaeOnnx.Pictures;

/// <summary>One series of a plot.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">Where its points are, from left to right.</param>
/// <param name="Y">How high they are; as many.</param>
public sealed record PlotSeries(string Name, double[] X, double[] Y);
