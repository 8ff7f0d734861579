using System.Globalization;
using VaeOnnx.Export.Output;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Output;

/// <summary>An older export and its successor change places in one step.</summary>
public sealed class ExchangeTests : IDisposable
{
    private readonly Place place = new();

    public void Dispose() => place.Dispose();

    [SkippableFact]
    public void A_reader_never_sees_a_missing_or_mixed_pair_while_fifty_exports_run()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Folders are exchanged on Linux alone.");
        Place.Export(place.Target, "first");
        using var finished = new CancellationTokenSource();
        var faults = new List<string>();
        int rounds = 0;
        var reader = new Thread(() => rounds = Read(faults, finished.Token));
        reader.Start();

        for (int i = 0; i < 50; i++)
            Place.Export(place.Target, i.ToString(CultureInfo.InvariantCulture));
        finished.Cancel();
        reader.Join();

        Assert.Empty(faults);
        Assert.True(rounds > 10, $"The reader came to {rounds} rounds only.");
        Place.AssertHolds(place.Target, "49");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [SkippableFact]
    public void Of_many_exports_into_one_folder_at_once_one_wins_as_a_whole()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Folders are exchanged on Linux alone.");

        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => Place.Export(place.Target, i.ToString(CultureInfo.InvariantCulture)));

        Place.AssertHolds(place.Target, Place.PairOf(place.Target, "encoder.onnx"));
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void The_later_of_two_exports_wins_even_if_it_began_first()
    {
        using (var folder = ExportFolder.Open(place.Target, force: false))
        {
            folder.Write("encoder.onnx", stream => stream.Write(Place.Graph(GraphRole.Encoder, "slow")));
            Place.Export(place.Target, "fast");
            folder.Write("decoder.onnx", stream => stream.Write(Place.Graph(GraphRole.Decoder, "slow")));
            folder.Commit();
        }

        Place.AssertHolds(place.Target, "slow");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    private int Read(List<string> faults, CancellationToken finished)
    {
        int rounds = 0;
        for (; !finished.IsCancellationRequested; rounds++)
        {
            try
            {
                // Only where the encoder is the same before and after was the folder one and the same all the time.
                string before = Place.PairOf(place.Target, "encoder.onnx");
                string decoder = Place.PairOf(place.Target, "decoder.onnx");
                string after = Place.PairOf(place.Target, "encoder.onnx");
                if (before == after && decoder != before)
                    faults.Add($"encoder {before}, decoder {decoder}");
            }
            catch (VaeOnnxException error)
            {
                faults.Add(error.Message);
            }
        }

        return rounds;
    }
}
