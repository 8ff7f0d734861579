using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using VaeOnnx.Data;
using VaeOnnx.Export.Reports;
using VaeOnnx.Inference;

namespace VaeOnnx.Training.Runs;

/// <summary><c>metrics.jsonl</c>: a JSON object on a line for each epoch.</summary>
internal static class MetricsFile
{
    private static readonly JsonSerializerOptions Style = MakeStyle();

    /// <summary>Writes all lines, or leaves an existing file untouched if that fails.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written.</exception>
    public static void Write(string path, IEnumerable<EpochMetrics> epochs)
    {
        string lines = string.Concat(epochs.Select(epoch => JsonSerializer.Serialize(epoch, Style) + "\n"));
        WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(lines)));
    }

    /// <summary>Reads all lines.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: the file cannot be read, or a line is none of ours.</exception>
    public static IReadOnlyList<EpochMetrics> Read(string path)
    {
        var epochs = new List<EpochMetrics>();
        using var reader = new StreamReader(InputFile.Open(path));
        while (reader.ReadLine() is { } line)
        {
            try
            {
                epochs.Add(JsonSerializer.Deserialize<EpochMetrics>(line, Style)!);
            }
            catch (JsonException error)
            {
                throw new VaeOnnxException(ErrorKind.Input, $"{path}: line {epochs.Count + 1} is no epoch of a run: {error.Message}", error);
            }
        }

        return epochs;
    }

    private static JsonSerializerOptions MakeStyle()
    {
        var style = JsonStyle.With();
        style.WriteIndented = false;
        style.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        style.RespectRequiredConstructorParameters = true;
        return style;
    }
}
