using VaeOnnx.Export;
using VaeOnnx.Export.Reports;

// The checkpoint, and the folder for encoder.onnx and decoder.onnx.
ExportReport report = VaeExporter.Export(args[0], args[1]);
Console.WriteLine(TextReport.Of(report));
