using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
namespace VaeOnnx.Tests.Training;
public class CurveTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void Curve()
    {
        var options = new TrainingOptions { Data = Fixtures.Path("mnist") };
        var data = TrainingData.Load(options);
        using var trainer = new Trainer(options, data);
        for (int i = 0; i < 2; i++) output.WriteLine($"{trainer.RunEpoch() with { Pictures = null! }}");
    }
}
