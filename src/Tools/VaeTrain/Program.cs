using VaeOnnx.Tools;
using VaeOnnx.Tools.VaeTrain;

return ToolHost.Run("vae-train", args, cancellation => new TrainCommand(cancellation));
