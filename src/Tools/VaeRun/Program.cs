using VaeOnnx.Tools;
using VaeOnnx.Tools.VaeRun.Commands;

return ToolHost.Run("vae-run", args, cancellation => new RunCommand(cancellation));
