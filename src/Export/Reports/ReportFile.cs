using System.Text;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Reports;

/// <summary>A report in a file: Markdown for people, JSON for programs.</summary>
public static class ReportFile
{
    /// <summary>Refuses a name that says neither, before any work is done.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: the name ends neither in .md nor in .json.</exception>
    public static void EnsureKnown(string path)
    {
        if (Renderer(path) is null)
        {
            throw new VaeOnnxException(ErrorKind.Usage, $"{path}: a report is a .md or a .json file; name it so.");
        }
    }

    /// <summary>Writes a report beside its place and moves it there.</summary>
    /// <param name="path">The file; <c>.md</c> or <c>.json</c>.</param>
    /// <param name="report">The report.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written.</exception>
    public static void Write(string path, ExportReport report)
    {
        EnsureKnown(path);
        WriteText(path, Renderer(path)!(report));
    }

    /// <summary>Writes a rendered report beside its place and moves it there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The report; a line end is added.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written.</exception>
    public static void WriteText(string path, string text)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, text + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            throw new VaeOnnxException(ErrorKind.Output, $"{path}: the report cannot be written: {error.Message}", error);
        }
    }

    private static Func<ExportReport, string>? Renderer(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".md" => MarkdownReport.Of,
        ".json" => JsonReport.Of,
        _ => null,
    };
}
