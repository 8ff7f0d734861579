using System.Text.Json;
using System.Text.Json.Serialization;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Reports;

/// <summary>Reports as one JSON object.</summary>
public static class JsonReport
{
    /// <summary>An export, with every check.</summary>
    public static string Of(ExportReport report) => JsonSerializer.Serialize(report, JsonFormat.Readable.ExportReport);

    /// <summary>A checkpoint.</summary>
    public static string Of(Inspection inspection) => JsonSerializer.Serialize(inspection, JsonFormat.Readable.Inspection);

    /// <summary>An export that failed: <c>{"passed": false, "error": {"kind": …, "message": …}}</c>.</summary>
    public static string Error(VaeOnnxException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return JsonSerializer.Serialize(new FailedExport(false, new(error.Kind, error.Message)), JsonFormat.Readable.FailedExport);
    }
}

/// <summary>What is printed in place of a report.</summary>
internal sealed record FailedExport(bool Passed, FailedExport.Reason Error)
{
    internal sealed record Reason(ErrorKind Kind, string Message);
}

/// <summary>Serialisation that needs no reflection, so that it works ahead of time.</summary>
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(Inspection))]
[JsonSerializable(typeof(FailedExport))]
internal sealed partial class JsonFormat : JsonSerializerContext
{
    public static JsonFormat Readable { get; } = new(JsonStyle.With(
        new JsonStringEnumConverter<ErrorKind>(JsonNamingPolicy.SnakeCaseLower),
        new JsonStringEnumConverter<GraphRole>(JsonNamingPolicy.SnakeCaseLower),
        new JsonStringEnumConverter<GraphPrecision>(JsonNamingPolicy.KebabCaseLower),
        new JsonStringEnumConverter<VerificationLevel>(JsonNamingPolicy.SnakeCaseLower),
        new JsonStringEnumConverter<InputKind>(JsonNamingPolicy.SnakeCaseLower),
        new JsonStringEnumConverter<GraphOptimization>(JsonNamingPolicy.SnakeCaseLower)));
}
