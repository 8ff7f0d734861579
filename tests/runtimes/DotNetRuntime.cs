using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>Runs a plan in Microsoft.ML.OnnxRuntime, as plan.mjs does in JavaScript.</summary>
internal static class DotNetRuntime
{
    public static (int ExitCode, string Output) Run(string folder)
    {
        using var plan = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "plan.json")));
        var runs = plan.RootElement.GetProperty("runs").EnumerateArray().Select((run, index) => new { outputs = RunGraph(folder, run, index) }).ToArray();
        var runtime = $"Microsoft.ML.OnnxRuntime {OrtEnv.Instance().GetVersionString()}";
        File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(new { runtime, runs }));
        return (0, "");
    }

    private static object[] RunGraph(string folder, JsonElement run, int index)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = run.GetProperty("optimization").GetString() == "all" ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        using var session = new InferenceSession(Path.Combine(folder, run.GetProperty("graph").GetString()!), options);
        using var runOptions = new RunOptions();
        var inputs = run.GetProperty("inputs").EnumerateArray().ToDictionary(input => input.GetProperty("name").GetString()!, input => Tensor(folder, input));
        using var results = session.Run(runOptions, inputs.Keys, inputs.Values, session.OutputNames);
        foreach (var input in inputs.Values) input.Dispose();
        return [.. session.OutputNames.Zip(results, (name, value) => Written(folder, $"{index}.{name}.out", name, value))];
    }

    private static OrtValue Tensor(string folder, JsonElement input)
    {
        long[] shape = [.. input.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64())];
        var type = Enum.Parse<TensorElementType>(input.GetProperty("type").GetString()!.Replace("float32", "float", StringComparison.Ordinal), ignoreCase: true);
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);
        File.ReadAllBytes(Path.Combine(folder, input.GetProperty("file").GetString()!)).CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static object Written(string folder, string file, string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        File.WriteAllBytes(Path.Combine(folder, file), value.GetTensorMutableRawData());
        var type = info.ElementDataType == TensorElementType.Float ? "float32" : info.ElementDataType.ToString().ToLowerInvariant();
        return new { name, type, shape = info.Shape, file };
    }
}
