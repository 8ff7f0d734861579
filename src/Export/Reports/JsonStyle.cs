using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VaeOnnx.Export.Reports;

/// <summary>How every report of this project looks in JSON.</summary>
internal static class JsonStyle
{
    /// <summary>The options of a serialiser.</summary>
    /// <param name="words">Converters for the enumerations of the report, which are written as words.</param>
    public static JsonSerializerOptions With(params ReadOnlySpan<JsonConverter> words)
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = true,
            NewLine = "\n",
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            // Letters of any script stay readable: the output is no part of an HTML page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        foreach (var converter in words) options.Converters.Add(converter);
        return options;
    }
}
