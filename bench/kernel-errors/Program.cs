// Measures how far ONNX Runtime's float32 kernels are from float64, operator by operator: the source of the table in
// src/Export/Verification/Operators/KernelErrors.cs. Run it with: dotnet run -c Release --project bench/kernel-errors
using System.Globalization;
using Google.Protobuf;
using VaeOnnx.Bench.KernelErrors;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;

// Whole, for the vector paths; short ones, for the scalar tails.
int[] lengths = [int.MaxValue, 1, 3, 7, 13, 17, 31];
const int ShortRuns = 400;

var numbers = Sweep.Numbers();
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.WriteLine($"{numbers.Length} numbers; each cell: greatest error (at x)");
Console.WriteLine(
    $"{"kernel",-27} {"opt.",-5} {"absolute",-26} {"abs., |f| <= 1",-26} {"relative",-26} {"rel., |f| > 1",-26} {"absolute, |f| < 1e-34",-26} {"share of bound",-26} NaN");

foreach (var graph in Graphs.All())
{
    var model = graph.Build();
    var x = graph.Name is "Log" or "Sqrt" ? [.. numbers.Where(number => number > 0)] : numbers;
    var exact = new GraphEvaluator(model).Evaluate(
        new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact([x.Length, 1], x) })["y"];
    foreach (var optimization in Enum.GetValues<GraphOptimization>())
    {
        using var runner = new OrtRunner(model.ToByteArray(), optimization);
        var figures = new Figures();
        foreach (var length in lengths)
        {
            var random = new Random(length);
            for (var run = 0; run < (length > x.Length ? 1 : ShortRuns); run++)
            {
                var rows = Math.Min(length, x.Length);
                var first = random.Next(x.Length - rows + 1);
                var y = runner.Run([RunInput.Of("x", x.AsMemory(first, rows), [rows, 1])])["y"].Numbers;
                figures.Add(x.AsSpan(first, rows), y, exact.Values.AsSpan(first, rows), exact.Bounds.AsSpan(first, rows));
            }
        }

        Console.WriteLine(
            $"{graph.Name,-27} {optimization,-5} {Cell(figures.Absolute)} {Cell(figures.AbsoluteBelowOne)} {Cell(figures.Relative)} "
            + $"{Cell(figures.RelativeAboveOne)} {Cell(figures.Tiny)} {Cell(figures.Share)} {figures.NotANumber}");
    }
}

static string Cell((double Error, double At) figure) => $"{figure.Error:0.00e+00} ({figure.At:g6})".PadRight(26);
