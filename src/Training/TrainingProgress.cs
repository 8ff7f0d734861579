namespace VaeOnnx.Training;

/// <summary>The terms of the loss, in nats for each datum.</summary>
/// <param name="Loss">What is minimised.</param>
/// <param name="Reconstruction">−log p(x|z).</param>
/// <param name="Divergence">KL(q(z|x) ‖ p(z)), or log q(z|x) − log p(z) at the draws; without beta.</param>
public readonly record struct LossTerms(double Loss, double Reconstruction, double Divergence);

/// <summary>Where a run is after a step.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step in the epoch, from 1.</param>
/// <param name="Steps">Steps in an epoch.</param>
/// <param name="Terms">Of the step's batch.</param>
/// <param name="SamplesPerSecond">Data a second, over the epoch so far.</param>
public readonly record struct StepProgress(int Epoch, int Step, int Steps, LossTerms Terms, double SamplesPerSecond);

/// <summary>An epoch that is over.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Train">Average over the training set, of each batch before its step.</param>
/// <param name="Validation">Average over the validation set after the epoch, at the same draws in each; null without one.</param>
/// <param name="Test">Average over the test set after the epoch.</param>
/// <param name="Seconds">Of the training pass alone.</param>
/// <param name="Pictures">What the model makes of the test set and of the prior.</param>
public sealed record EpochResult(int Epoch, LossTerms Train, LossTerms? Validation, LossTerms Test, double Seconds, EpochPictures Pictures);

/// <summary>What the published programs show after an epoch, drawn from the run's own generator. All are row-major in [0, 1].</summary>
/// <param name="Count">Number of inputs: 8, or fewer in a smaller test set.</param>
/// <param name="Inputs">The first test data: [count, …shape].</param>
/// <param name="Reconstructions">Their reconstructions at one draw of the posterior: [count, …shape].</param>
/// <param name="Samples">Decoded draws of the prior: [64, …shape]; of a conditional model a row of all classes for each of ten draws.</param>
/// <param name="Shape">Shape of a datum, e.g. [28, 28].</param>
/// <param name="SampleColumns">Draws in a row of their picture: 8, or the number of classes.</param>
public sealed record EpochPictures(int Count, float[] Inputs, float[] Reconstructions, float[] Samples, IReadOnlyList<long> Shape, int SampleColumns);
