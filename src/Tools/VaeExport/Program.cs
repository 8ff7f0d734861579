using VaeOnnx.Tools;
using VaeOnnx.Tools.VaeExport;

return ProcessEnd.WithoutDestructors(ToolHost.Run("vae-export", args, cancellation => new ExportCommand(cancellation), ExportCommand.ReportWrongUsage));
