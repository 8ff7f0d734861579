using Google.Protobuf;
using VaeOnnx.Bench.KernelErrors;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>
/// The graphs of one operator that bench/kernel-errors measures ONNX Runtime's native kernels with. Other runtimes have other
/// kernels; the terms that the bound has for them must cover those too.
/// </summary>
internal static class Kernels
{
    private const int Rows = 20_000;

    public const string Prefix = "kernel ";

    public static IEnumerable<GraphRun> In(string folder)
    {
        foreach (var graph in Graphs.All())
        {
            var model = graph.Build();
            var file = Path.Combine(folder, $"{graph.Name.Replace('/', '-')}.onnx");
            File.WriteAllBytes(file, model.ToByteArray());
            var numbers = Numbers();
            if (graph.Name is "Log" or "Sqrt") numbers = Array.ConvertAll(numbers, Math.Abs);
            yield return GraphRun.OnNumbers(Prefix + graph.Name, file, model, numbers);
        }
    }

    /// <summary>Where activations live: uniform from −30 to 30, and next to 0 every size down to 1e-6.</summary>
    private static float[] Numbers()
    {
        var random = new Random(7);
        var numbers = new float[Rows];
        for (var i = 0; i < Rows; i++)
        {
            var uniform = 2 * random.NextDouble() - 1;
            numbers[i] = (float)(i % 4 == 0 ? Math.CopySign(Math.Pow(10, -6 * Math.Abs(uniform)), uniform) : 30 * uniform);
        }

        return numbers;
    }
}
