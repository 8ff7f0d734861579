using System.Text.Json;
using System.Text.Json.Serialization;
using VaeOnnx.Export.Reports;
using VaeOnnx.Export.Verification;

namespace VaeOnnx.Parity.Reports;

/// <summary>Reports as one JSON object.</summary>
public static class ParityJson
{
    /// <summary>A pair against its cases.</summary>
    public static string Of(ParityReport report) => JsonSerializer.Serialize(report, ParityJsonFormat.Readable.ParityReport);
}

/// <summary>Serialisation that needs no reflection, so that it works ahead of time.</summary>
[JsonSerializable(typeof(ParityReport))]
internal sealed partial class ParityJsonFormat : JsonSerializerContext
{
    public static ParityJsonFormat Readable { get; } = new(JsonStyle.With(
        new JsonStringEnumConverter<GraphOptimization>(JsonNamingPolicy.SnakeCaseLower)));
}
