using System.Text;
using System.Text.Json;
using VaeOnnx.Data;
using VaeOnnx.Export.Reports;
using VaeOnnx.Inference;

namespace VaeOnnx.Training.Runs;

/// <summary>The folder of a run, and where everything in it is.</summary>
internal sealed record RunFolder(string Path)
{
    /// <summary>What the run goes on from.</summary>
    public string Checkpoint => this["checkpoint.safetensors"];

    public string Metrics => this["metrics.jsonl"];

    /// <summary>TensorBoard looks for this word in the name.</summary>
    public string Events => this["events.out.tfevents.vae-train"];

    public string Curve => this["loss.png"];

    /// <summary>TorchSharp's format, and what <see cref="Onnx"/> is exported from.</summary>
    public string Model => this["model.bin"];

    public string Onnx => this["onnx"];

    public string Evaluation => this["evaluation.json"];

    private string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Refuses a folder that holds anything.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: it does. <see cref="ErrorKind.Output"/>: it cannot be looked into.</exception>
    public void EnsureNew()
    {
        if (File.Exists(Checkpoint))
            throw new VaeOnnxException(ErrorKind.Usage, $"{Path}: holds a run already. Give --resume to go on with it, or another --out.");
        try
        {
            if (File.Exists(Path) || (Directory.Exists(Path) && Directory.EnumerateFileSystemEntries(Path).Any()))
                throw new VaeOnnxException(ErrorKind.Usage, $"{Path}: something is there already. Give a new folder as --out.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Output, $"{Path}: cannot be looked into: {error.Message}", error);
        }
    }

    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the folder cannot be made.</exception>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Output, $"{Path}: the folder cannot be made: {error.Message}", error);
        }
    }

    /// <summary>Writes <c>classes.json</c>, the names of the classes in the order of their labels.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written.</exception>
    public void WriteClasses(IReadOnlyList<string> names) =>
        WholeFile.Write(this["classes.json"], stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(names, JsonStyle.With())));

    /// <summary>Writes <c>config.json</c>, every option.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written.</exception>
    public void WriteConfig(TrainingOptions options) =>
        WholeFile.Write(this["config.json"], stream => stream.Write(Encoding.UTF8.GetBytes(TrainingConfig.ToJson(options) + "\n")));
}
