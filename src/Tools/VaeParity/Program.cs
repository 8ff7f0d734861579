using VaeOnnx.Tools;
using VaeOnnx.Tools.VaeParity;

return ToolHost.Run("vae-parity", args, cancellation => new ParityCommand(cancellation));
