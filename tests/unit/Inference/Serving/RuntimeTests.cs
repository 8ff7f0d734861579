using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>ONNX Runtime's habits that a server would stumble over, and what is made of them.</summary>
public sealed class RuntimeTests : IDisposable
{
    private static readonly float[] X = ServedPair.Singles("torch-mnist", "x");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Optimised_graphs_are_kept_and_give_the_same_numbers_the_next_time()
    {
        var options = new VaeOptions { OptimizedGraphs = folder["graphs"] };
        float[] first, second;
        using (var vae = ServedPair.Load(options: options))
            first = vae.Reconstruct(X);
        var kept = Directory.GetFiles(folder["graphs"]);
        var written = kept.Select(File.GetLastWriteTimeUtc).ToArray();
        using (var vae = ServedPair.Load(options: options))
            second = vae.Reconstruct(X);

        Assert.Equal(2, kept.Length);
        Assert.Equal(first, second);
        Assert.Equal(kept.Order(), Directory.GetFiles(folder["graphs"]).Order());
        Assert.Equal(written, kept.Select(File.GetLastWriteTimeUtc));
    }

    [Fact]
    public void A_damaged_optimised_graph_is_made_anew()
    {
        var options = new VaeOptions { OptimizedGraphs = folder["graphs"] };
        ServedPair.Load(options: options).Dispose();
        foreach (var path in Directory.GetFiles(folder["graphs"]))
            File.WriteAllBytes(path, [1, 2, 3]);

        using var vae = ServedPair.Load(options: options);

        Close.To(ServedPair.Singles("torch-mnist", "mean"), vae.Encode(X).Mean.Span);
        Assert.All(Directory.GetFiles(folder["graphs"]), path => Assert.True(new FileInfo(path).Length > 100_000));
    }

    [Fact]
    public void An_optimised_graph_is_for_one_model_one_level_and_one_provider()
    {
        NativeRuntime.Ensure();
        var names = new[]
        {
            OptimizedGraphs.Name([1], new()),
            OptimizedGraphs.Name([2], new()),
            OptimizedGraphs.Name([1], new() { Optimization = OptimizationLevel.Basic }),
            OptimizedGraphs.Name([1], new() { Provider = ExecutionProvider.Cuda }),
            OptimizedGraphs.Name([1], new() { Device = "1" }),
        };

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(names[0], OptimizedGraphs.Name([1], new() { Threads = 3 }));
    }

    [Fact]
    public void A_folder_for_optimised_graphs_that_cannot_be_made_is_an_output_error() =>
        Refusal.Of(ErrorKind.Output, () => ServedPair.Load(options: new() { OptimizedGraphs = folder.Write("file", "") }), "cannot be written");

    [SkippableFact]
    public void With_one_thread_a_model_starts_no_thread_of_its_own()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "threads are counted in /proc");
        ServedPair.Load(options: new() { Threads = 1 }).Dispose();

        // The process has threads of its own that come and go: ten models with six threads in each of two graphs would add a hundred.
        int before = Threads();
        var models = Enumerable.Range(0, 10).Select(_ => ServedPair.Load(options: new() { Threads = 1 })).ToList();
        int grown = Threads() - before;
        var many = Enumerable.Range(0, 10).Select(_ => ServedPair.Load(options: new() { Threads = 6 })).ToList();
        int grownByMany = Threads() - before;
        models.Concat(many).ToList().ForEach(model => model.Dispose());

        Assert.InRange(grown, int.MinValue, 50);
        Assert.InRange(grownByMany, 90, int.MaxValue);
    }

    [SkippableFact]
    public void Between_calls_no_thread_spins()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "a process of its own is measured with /proc");

        // A call every 2 ms with two threads: spinning took 1.07 processors, waiting 0.08.
        Assert.InRange(ProcessorsOf("serve"), 0, 0.6);
    }

    [Fact]
    public void Memory_of_large_batches_can_be_given_back_and_the_numbers_stay()
    {
        using var vae = ServedPair.Load(options: new() { ReleaseMemory = true });

        Close.To(ServedPair.Singles("torch-mnist", "recon"), vae.Decode(ServedPair.Singles("torch-mnist", "z")));
    }

    [Fact]
    public void Tensors_are_kept_for_a_few_batch_sizes_alone()
    {
        using var vae = ServedPair.Load(options: new() { Lanes = 1, BatchSize = 200 });
        float[] x = new float[200 * 784], mean = new float[200 * 20];

        for (int round = 0; round < 3; round++)
        {
            for (int count = 1; count <= 200; count++)
                vae.Encode(x.AsSpan(0, count * 784), mean.AsSpan(0, count * 20), []);
        }

        Close.To(ServedPair.Singles("torch-mnist", "mean"), vae.Encode(X).Mean.Span);
    }

    [Fact]
    public void No_type_of_ONNX_Runtime_or_of_its_tensors_is_in_the_public_surface()
    {
        // ONNX Runtime's managed package goes with some versions of System.Numerics.Tensors alone.
        var types = typeof(Vae).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMembers())
            .SelectMany(member => member switch
            {
                System.Reflection.MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
                System.Reflection.PropertyInfo property => [property.PropertyType],
                System.Reflection.ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
                _ => Enumerable.Empty<Type>(),
            });

        Assert.DoesNotContain(types, type => type.Namespace?.StartsWith("System.Numerics.Tensors", StringComparison.Ordinal) == true
            || type.Assembly == typeof(InferenceSession).Assembly);
    }

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Length;

    /// <summary>Processor time over time of a process that calls a small model every 2 ms.</summary>
    private double ProcessorsOf(string what)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(RuntimeTests).Assembly.Location, ServedPair.Save(folder), what },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        string figure = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return double.Parse(figure, System.Globalization.CultureInfo.InvariantCulture);
    }
}
