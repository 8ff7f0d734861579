namespace VaeOnnx.Pictures;

/// <summary>How a model learns: something of the training set and of the test set, at the same places.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">How much it has learned from, above 0, from left to right.</param>
/// <param name="Train">Of the training set; as many.</param>
/// <param name="Test">Of the test set; as many.</param>
public sealed record LearningCurve(string Name, double[] X, double[] Train, double[] Test);
