using VaeOnnx.Tools;
using VaeOnnx.Tools.VaeParity;

return ProcessEnd.WithoutDestructors(ToolHost.Run("vae-parity", args, cancellation => new ParityCommand(cancellation)));
