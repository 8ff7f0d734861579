using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Families;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export;

/// <summary>What a checkpoint holds, and what was recognised or why nothing was.</summary>
/// <param name="Path">The path as given.</param>
/// <param name="Container">What the content is, e.g. <c>PyTorch zip</c>.</param>
/// <param name="Tensors">The tensors, in the order of the file.</param>
/// <param name="Metadata">What the file says besides.</param>
/// <param name="Notes">What was unwrapped, renamed or left aside: a line each.</param>
/// <param name="Recognised">The model in one line, or null.</param>
/// <param name="Architecture">The architecture file (or metadata) that described the model, or null.</param>
/// <param name="Problem">Why nothing would be exported, or null.</param>
public sealed record Inspection(
    string Path,
    string Container,
    IReadOnlyList<TensorSummary> Tensors,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string> Notes,
    string? Recognised,
    string? Architecture,
    string? Problem)
{
    internal static Inspection Of(Checkpoint file, string? architecture, string? family)
    {
        var weights = new Weights(file);
        var inspection = new Inspection(
            file.Path,
            file.Container,
            [.. file.Tensors.Select(tensor => new TensorSummary(tensor.Name, tensor.Type.PythonName(), tensor.Shape))],
            file.Metadata,
            file.Notes,
            Recognised: null,
            Architecture: null,
            Problem: null);
        try
        {
            var model = Recognition.Recognise(file, weights, architecture, family);
            inspection = inspection with { Architecture = model.ArchitectureSource, Recognised = model.Family.Summary };
            // Builds the graphs as an export would, since only that shows whether every tensor fits and is used.
            var pair = ModelPair.Build(model.Family, weights, Opset.Default, externalAbove: new ExportOptions().ExternalDataAbove);
            var ignored = weights.EnsureAllUsed(model.Family.Ignored);
            pair.Finish((_, write) => write(Stream.Null), dataFolder: "", weights, Task.FromResult(""), "none");
            return inspection with { Notes = [.. file.Notes, .. model.Notes, .. ignored] };
        }
        catch (VaeOnnxException error)
        {
            return inspection with { Problem = error.Message };
        }
    }
}

/// <summary>One tensor of a checkpoint.</summary>
/// <param name="Name">Its name, without a common prefix.</param>
/// <param name="Type">Its element type by Python's name, e.g. <c>float32</c>.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
public sealed record TensorSummary(string Name, string Type, IReadOnlyList<long> Shape);
