using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>
/// All parameters of a model in one piece of memory, their gradients in another, so that an optimiser passes over two arrays and
/// need not know of layers. Each parameter begins at a multiple of 64 bytes; what lies between them is zero and stays zero.
/// </summary>
internal sealed class ParameterBuffer : IDisposable
{
    /// <summary>In elements.</summary>
    public const int Alignment = 16;

    private readonly Tensor values;
    private readonly Tensor gradients;

    /// <param name="shapes">Of the parameters, in their order.</param>
    public ParameterBuffer(IReadOnlyList<long[]> shapes)
    {
        var starts = new long[shapes.Count];
        long length = 0;
        for (int i = 0; i < shapes.Count; i++)
        {
            starts[i] = length;
            length += (Count(shapes[i]) + Alignment - 1) / Alignment * Alignment;
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        values = zeros(length).DetachFromDisposeScope();
        gradients = zeros(length).DetachFromDisposeScope();
        Parameters = [.. shapes.Select((shape, i) => View(values, starts[i], shape).requires_grad_(true))];
        Gradients = [.. shapes.Select((shape, i) => View(gradients, starts[i], shape))];
        for (int i = 0; i < shapes.Count; i++) Parameters[i].grad = Gradients[i];
    }

    /// <summary>Each parameter, in its shape: a leaf of autograd.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>The gradient of each parameter, in its shape.</summary>
    public IReadOnlyList<Tensor> Gradients { get; }

    /// <summary>All parameters: [P].</summary>
    public Span<float> Values => Elements(values);

    /// <summary>All gradients: [P].</summary>
    public Span<float> GradientValues => Elements(gradients);

    /// <summary>The elements of a contiguous float32 tensor, where they lie.</summary>
    public static Span<float> Elements(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    public void Dispose()
    {
        foreach (var tensor in Parameters.Concat(Gradients)) tensor.Dispose();
        values.Dispose();
        gradients.Dispose();
    }

    private static Tensor View(Tensor all, long start, long[] shape) => all.narrow(0, start, Count(shape)).view(shape).DetachFromDisposeScope();

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => checked(product * size));
}
