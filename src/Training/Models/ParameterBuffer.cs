using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>
/// All parameters of a model in one piece of memory, their gradients in another, so that an optimiser passes over two arrays and
/// need not know of layers.
/// </summary>
internal sealed class ParameterBuffer : IDisposable
{
    private readonly FlatBuffer parameters;

    /// <param name="shapes">Of the parameters, in their order.</param>
    public ParameterBuffer(IReadOnlyList<long[]> shapes)
    {
        (parameters, Gradient) = (new(shapes), new(shapes));
        foreach (var (parameter, gradient) in Parameters.Zip(Gradients))
            parameter.requires_grad_(true).grad = gradient;
    }

    /// <summary>Number of elements, those between the arrays included: P.</summary>
    public int Count => Values.Length;

    /// <summary>Each parameter, in its shape: a leaf of autograd.</summary>
    public IReadOnlyList<Tensor> Parameters => parameters.Views;

    /// <summary>The gradients.</summary>
    public FlatBuffer Gradient { get; }

    /// <summary>The gradient of each parameter, in its shape.</summary>
    public IReadOnlyList<Tensor> Gradients => Gradient.Views;

    /// <summary>All parameters: [P].</summary>
    public Span<float> Values => parameters.Values;

    /// <summary>All gradients: [P].</summary>
    public Span<float> GradientValues => Gradient.Values;

    /// <summary>The elements of a contiguous float32 tensor, where they lie.</summary>
    public static Span<float> Elements(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    public void Dispose()
    {
        parameters.Dispose();
        Gradient.Dispose();
    }
}
