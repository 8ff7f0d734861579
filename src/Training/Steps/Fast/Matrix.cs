using VaeOnnx.Training.Models;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>A float32 matrix that libtorch multiplies and that loops here pass over, in the same memory.</summary>
internal sealed unsafe class Matrix : IDisposable
{
    private readonly float* elements;
    private readonly Tensor transposed;

    public Matrix(int rows, int columns)
        : this(zeros(rows, columns))
    {
    }

    /// <param name="tensor">Two-dimensional and contiguous; disposed with this.</param>
    public Matrix(Tensor tensor)
    {
        using var noGrad = no_grad();
        Tensor = tensor.DetachFromDisposeScope();
        transposed = tensor.t().DetachFromDisposeScope();
        (Rows, Columns) = ((int)tensor.shape[0], (int)tensor.shape[1]);
        fixed (float* first = ParameterBuffer.Elements(tensor)) elements = first; // libtorch's memory does not move.
    }

    public Tensor Tensor { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>A row: [columns].</summary>
    public Span<float> this[int row] => new(elements + ((long)row * Columns), Columns);

    /// <summary>All elements, row-major.</summary>
    public Span<float> Elements => new(elements, Rows * Columns);

    /// <summary>this = a bᵀ.</summary>
    public void SetToProductTransposed(Matrix a, Matrix b) => Multiply(a.Tensor, b.transposed);

    /// <summary>this = a b.</summary>
    public void SetToProduct(Matrix a, Matrix b) => Multiply(a.Tensor, b.Tensor);

    /// <summary>this = (columns of a, from the first on)ᵀ b; a column for each row of this.</summary>
    public void SetToTransposedProduct(Matrix a, int firstColumn, Matrix b)
    {
        using var columns = a.transposed.narrow(0, firstColumn, Rows);
        Multiply(columns, b.Tensor);
    }

    /// <summary>Some rows, in the same memory.</summary>
    public Matrix Part(int start, int rows) => new(Tensor.narrow(0, start, rows));

    public void Dispose()
    {
        transposed.Dispose();
        Tensor.Dispose();
    }

    private void Multiply(Tensor a, Tensor b) => Tensor.addmm_(a, b, beta: 0, alpha: 1);
}
