using System.Globalization;
using System.Text;
using VaeOnnx.Export.Verification;

namespace VaeOnnx.Export.Reports;

/// <summary>Reports as a person reads them on a terminal.</summary>
public static class TextReport
{
    /// <summary>An export: what was read, recognised and written, the verification and its verdict.</summary>
    public static string Of(ExportReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        var checkpoint = report.Checkpoint;
        Line(text, $"read        {checkpoint.Path}: {checkpoint.Container}, {checkpoint.Tensors} tensors, {Text.Bytes(checkpoint.Bytes)}");
        Line(text, $"recognised  {report.Recognised}");
        if (report.Architecture is not null) Line(text, $"            as {report.Architecture} says");
        foreach (var note in report.Notes) Line(text, $"note        {note}");
        foreach (var line in RoundingText.Lines(report)) Line(text, $"rounded     {line}");
        foreach (var graph in report.Graphs)
        {
            var place = report.Passed ? "wrote     " : "built     ";
            var data = graph.DataBytes == 0 ? "" : $" and {Path.GetFileName(graph.Path)}.data {Text.Bytes(graph.DataBytes)}";
            Line(text, $"{place}  {graph.Path}  {Text.Bytes(graph.Bytes)}{data}  {string.Join(", ", graph.Inputs)} -> {string.Join(", ", graph.Outputs)}");
        }

        Line(text, $"");
        if (report.Level != VerificationLevel.None) AppendVerification(text, report);
        if (report.References is { } references) AppendReferences(text, references);
        Line(text, $"{Verdict(report)} in {report.Seconds:0.00} s");
        return text.ToString().TrimEnd();
    }

    /// <summary>A checkpoint: its tensors, metadata, and what was recognised or why nothing was.</summary>
    public static string Of(Inspection inspection)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        var text = new StringBuilder();
        Line(text, $"{inspection.Path}: {inspection.Container}, {inspection.Tensors.Count} tensors");
        Line(text, $"");
        TextTable.Append(
            text,
            ["tensor", "type", "shape"],
            inspection.Tensors.Select(tensor => new[] { Text.Printable(tensor.Name), tensor.Type, Text.Shape(tensor.Shape) }),
            rightFrom: 3);
        if (inspection.Metadata.Count > 0)
        {
            Line(text, $"");
            TextTable.Append(
                text,
                ["metadata", "value"],
                inspection.Metadata.Select(entry => new[] { Text.Printable(entry.Key), Text.Printable(entry.Value) }),
                rightFrom: 2);
        }

        Line(text, $"");
        foreach (var note in inspection.Notes) Line(text, $"note        {note}");
        if (inspection.Recognised is not null) Line(text, $"recognised  {inspection.Recognised}");
        if (inspection.Architecture is not null) Line(text, $"            as {inspection.Architecture} says");
        if (inspection.Problem is not null) Line(text, $"{(inspection.Recognised is null ? "not recognised" : "not usable")}: {inspection.Problem}");
        return text.ToString().TrimEnd();
    }

    /// <summary>The verdict on the numbers, in words that do not claim more than was done.</summary>
    internal static string Verdict(ExportReport report) => (report.Passed, report.Level) switch
    {
        (false, _) => "FAILED",
        (true, VerificationLevel.Full) => "PASSED",
        (true, VerificationLevel.Quick) => "PASSED the quick check (one row of noise; --verify full checks more)",
        _ when report.References is not null => "PASSED the reference arrays alone (--verify none)",
        _ => "NOT VERIFIED (--verify none)",
    };

    /// <summary>What was compared with what.</summary>
    internal static string Scope(ExportReport report) => report.Level switch
    {
        VerificationLevel.Full => $"{Kinds(report)}; batch {Batches(report)}; optimisation off and on",
        VerificationLevel.Quick => "one row of uniform noise; optimisation off and on",
        _ => "nothing",
    };

    private static string Advice(ExportReport report) =>
        report.Precision == GraphPrecision.Fp16 ? ": --dtype fp32 or bf16-weights computes in float32, and --verify none judges nothing" : "";

    // Of keys the table says so.
    private static string Kinds(ExportReport report) => string.Join(", ", report.Graphs
        .SelectMany(graph => graph.Verification.Checks.Select(check => check.Input)).Where(kind => kind != InputKind.Keys).Distinct().Order().Select(OutputTable.Name));

    private static string Batches(ExportReport report) =>
        string.Join(", ", report.Graphs.SelectMany(graph => graph.Verification.Checks).Select(check => check.Batch).Distinct().Order());

    /// <summary>One error line for numbers that do not hold.</summary>
    internal static string Failure(ExportReport report) => $"the numbers do not hold, and nothing was written: {Reason(report)}.";

    private static string Reason(ExportReport report)
    {
        foreach (var graph in report.Graphs)
        {
            var verification = graph.Verification;
            if (verification.Checks.FirstOrDefault(check => !check.Comparison.Passed) is { } check)
            {
                return $"{graph.Path}: {check.Output} leaves its rounding bound on {OutputTable.Name(check.Input)}, batch {check.Batch}: " +
                    $"{check.Comparison.Mismatched} of {check.Comparison.Elements} elements";
            }

            if (verification.Rounding.FirstOrDefault(effect => !effect.Conversion.Passed) is { } effect)
            {
                return $"{graph.Path}: {effect.Output} is not what the model gives on its rounded weights: {effect.Conversion.Mismatched} of {effect.Conversion.Elements} elements";
            }

            if (verification.Outputs.FirstOrDefault(output => !output.Passed) is { } output)
            {
                return $"{graph.Path}: {output.Output} could not be judged at all, since it may overflow on the way to every element of it{Advice(report)}";
            }
        }

        return $"the reference arrays in {report.References!.Directory} do not hold";
    }

    private static void AppendVerification(StringBuilder text, ExportReport report)
    {
        Line(text, $"verified    ONNX Runtime against float64: {Scope(report)}");
        TextTable.Append(text, OutputTable.Header, OutputTable.Rows(report), rightFrom: 2, rightTo: OutputTable.Header.Length - 1);
        Line(text, $"");
    }

    private static void AppendReferences(StringBuilder text, ReferenceReport references)
    {
        Line(text, $"checked     {references.Directory}");
        if (references.Rounding is not null) Line(text, $"            {references.Rounding}");
        TextTable.Append(text, ReferenceTable.Header, ReferenceTable.Rows(references), rightFrom: 2);
        if (references.NotJudged.Count > 0) Line(text, $"not judged  {string.Join(", ", references.NotJudged.Select(Text.Printable))}");
        Line(text, $"");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
