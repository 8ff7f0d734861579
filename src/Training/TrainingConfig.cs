using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using VaeOnnx.Data;
using VaeOnnx.Export.Reports;
using VaeOnnx.Inference;

namespace VaeOnnx.Training;

/// <summary>The options of a run as JSON: members in snake_case, enumerations as words.</summary>
public static class TrainingConfig
{
    /// <summary>A file that a person writes; anything larger is something else.</summary>
    private const int GreatestLength = 1 << 20;

    private static readonly JsonSerializerOptions Style = MakeStyle();

    /// <summary>Every option, as <c>config.json</c> holds it.</summary>
    public static string ToJson(TrainingOptions options) => JsonSerializer.Serialize(options, Style);

    /// <summary>The word of an enumeration's value, as in <c>config.json</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonSerializer.SerializeToNode(value, Style)!.GetValue<string>();

    /// <summary>Reads a file. What it leaves out is as in the preset that it names, or else in <paramref name="defaults"/>.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: it cannot be read, is no JSON, or has a member or value that is not known.</exception>
    public static TrainingOptions Read(string path, TrainingOptions? defaults = null)
    {
        using var file = InputFile.Open(path);
        if (file.Length > GreatestLength) throw new VaeOnnxException(ErrorKind.Input, $"{path}: {file.Length} bytes are too many for options.");
        using var reader = new StreamReader(file);
        return Parse(reader.ReadToEnd(), path, defaults);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="json">The options, or some of them.</param>
    /// <param name="source">What error messages call it.</param>
    /// <param name="defaults">What is left out, where the text names no preset.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: it is no JSON, or has a member or value that is not known.</exception>
    public static TrainingOptions Parse(string json, string source, TrainingOptions? defaults = null)
    {
        try
        {
            var given = JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }) as JsonObject
                ?? throw new VaeOnnxException(ErrorKind.Input, $"{source}: expected an object of options.");
            var preset = given["preset"] is { } name ? TrainingPresets.Of(name.Deserialize<string>(Style)!) : defaults ?? new();
            var all = JsonSerializer.SerializeToNode(preset, Style)!.AsObject();
            foreach (var (option, value) in given)
            {
                if (!all.ContainsKey(option))
                    throw new VaeOnnxException(ErrorKind.Input, $"{source}: there is no option \"{option}\"; there are {string.Join(", ", all.Select(known => known.Key))}.");
                all[option] = value?.DeepClone();
            }

            return all.Deserialize<TrainingOptions>(Style)!;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{source}: cannot be used: {error.Message}", error);
        }
    }

    private static JsonSerializerOptions MakeStyle()
    {
        var style = JsonStyle.With(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        style.IgnoreReadOnlyProperties = true;
        style.RespectNullableAnnotations = true;
        return style;
    }
}
