using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>Arrays of given shapes in one piece of memory, each at a multiple of 64 bytes; what lies between them is zero.</summary>
internal sealed class FlatBuffer : IDisposable
{
    /// <summary>In elements.</summary>
    public const int Alignment = 16;

    private readonly Tensor all;

    /// <param name="shapes">Of the arrays, in their order.</param>
    public FlatBuffer(IReadOnlyList<long[]> shapes)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        all = zeros(shapes.Sum(Room)).DetachFromDisposeScope();
        long start = 0;
        var views = new List<Tensor>();
        foreach (var shape in shapes)
        {
            views.Add(all.narrow(0, start, Count(shape)).view(shape).DetachFromDisposeScope());
            start += Room(shape);
        }

        Views = views;
    }

    /// <summary>Each array, in its shape.</summary>
    public IReadOnlyList<Tensor> Views { get; }

    /// <summary>All of them: [P].</summary>
    public Span<float> Values => ParameterBuffer.Elements(all);

    public void Dispose()
    {
        foreach (var view in Views) view.Dispose();
        all.Dispose();
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => checked(product * size));

    private static long Room(long[] shape) => (Count(shape) + Alignment - 1) / Alignment * Alignment;
}
