using VaeOnnx.Training.Models;
using VaeOnnx.Training.Steps;

namespace VaeOnnx.Tests.Training.Steps;

public class AutogradStepTests
{
    [Fact]
    public void A_model_no_longer_trains_after_a_step_that_failed()
    {
        var options = SmallRun.Options with { Channels = [2] };
        using var model = new ConvVae([1, 28, 28], options);
        using var step = new AutogradStep(model, options);
        using var batch = new Batch(rows: 4, inputSize: 700, samples: 1, latent: options.Latent); // No picture has 700 pixels.

        Assert.ThrowsAny<Exception>(() => step.Forward(batch));

        Assert.False(model.Training);
    }
}
