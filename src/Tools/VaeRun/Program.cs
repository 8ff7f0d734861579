using VaeOnnx.Tools;
using VaeOnnx.Tools.VaeRun.Commands;

return ProcessEnd.WithoutDestructors(ToolHost.Run("vae-run", args, cancellation => new RunCommand(cancellation)));
