using static TorchSharp.torch;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>
/// The gradients of a layer's weight and bias over a whole batch, the outputs of the layer shared out among the threads: nothing has to
/// be added up between them, and no order of threads shows.
/// </summary>
internal sealed class WeightGradient : IDisposable
{
    private readonly Matrix x;
    private readonly Matrix gradient;
    private readonly Matrix ofBias;
    private readonly Matrix[] ofWeight;
    private readonly int[] starts;

    /// <param name="x">What the layer takes: [N, in]</param>
    /// <param name="gradient">Of what it gives: [N, out]</param>
    /// <param name="ofWeight">Where the gradient of the weight goes: [out, in]</param>
    /// <param name="ofBias">Where that of the bias goes: [out]</param>
    /// <param name="threads">How many share it.</param>
    public WeightGradient(Matrix x, Matrix gradient, Tensor ofWeight, Tensor ofBias, int threads)
    {
        (this.x, this.gradient) = (x, gradient);
        starts = [.. Enumerable.Range(0, threads + 1).Select(thread => gradient.Columns * thread / threads)];
        this.ofBias = new(ofBias.unsqueeze(0));
        this.ofWeight = [.. starts.Zip(starts.Skip(1), (start, end) => new Matrix(ofWeight.narrow(0, start, end - start)))];
    }

    /// <summary>A thread's share.</summary>
    public void Compute(int thread)
    {
        int start = starts[thread], count = starts[thread + 1] - start;
        if (count == 0) return;
        ofWeight[thread].SetToTransposedProduct(gradient, start, x);
        var sums = ofBias[0].Slice(start, count);
        sums.Clear();
        for (int r = 0; r < gradient.Rows; r++)
        {
            var row = gradient[r].Slice(start, count);
            for (int i = 0; i < count; i += Lanes.Count)
                Lanes.Store(Lanes.Load(sums, i) + Lanes.Load(row, i), sums, i);
        }
    }

    public void Dispose()
    {
        ofBias.Dispose();
        foreach (var part in ofWeight) part.Dispose();
    }
}
