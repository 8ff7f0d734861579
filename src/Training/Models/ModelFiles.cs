using System.Text.Json.Nodes;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Reports;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>A trained model as the files that others read.</summary>
internal static class ModelFiles
{
    /// <summary>Writes <c>model.bin</c> (TorchSharp's format), <c>model.safetensors</c> and <c>model.json</c>, the architecture.</summary>
    public static void Write(string folder, VaeModel model, TrainingOptions options, IReadOnlyList<long> shape)
    {
        string architecture = Architecture(model, options, shape).ToJsonString(JsonStyle.With());
        var tensors = model.Tensors.Select(Stored).ToList();
        TorchSharpWriter.Write(Path.Combine(folder, "model.bin"), tensors);
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            tensors.Select(tensor => (tensor.Name, ElementType.Float32, tensor.Shape, tensor.Data)),
            new Dictionary<string, string> { ["format"] = "pt", ["vae.architecture"] = architecture });
        ReportFile.WriteText(Path.Combine(folder, "model.json"), architecture);
    }

    private static (string Name, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data) Stored(NamedTensor named)
    {
        using var scope = NewDisposeScope();
        var tensor = named.InputFirst ? named.Tensor.detach().t().contiguous() : named.Tensor;
        return (named.Name, tensor.shape, tensor.bytes.ToArray());
    }

    private static JsonObject Architecture(VaeModel model, TrainingOptions options, IReadOnlyList<long> shape)
    {
        var (encoder, decoder) = model.Describe();
        var file = new JsonObject { ["family"] = options.Family, ["input_shape"] = model.DescribeInput() };
        if (shape.Count is 2 or 3) file["image_shape"] = new JsonArray([.. shape.Select(size => JsonValue.Create(size))]);
        file["input_range"] = options.Binarization == Binarization.None ? "0,1" : "binary";
        if (model.Classes > 0) file["classes"] = model.Classes;
        file["encoder"] = encoder;
        file["decoder"] = decoder;
        return file;
    }
}
