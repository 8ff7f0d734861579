using VaeOnnx.Inference;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

public sealed class LoadTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_pair_loads_from_a_folder_and_describes_itself()
    {
        using var vae = Vae.Load(ServedPair.Save(folder));

        Assert.Equal([784], vae.InputShape);
        Assert.Equal([20], vae.LatentShape);
        Assert.Equal([784], vae.OutputShape);
        Assert.Equal([28, 28], vae.ImageShape!);
        Assert.Equal(Likelihood.Bernoulli, vae.Likelihood);
        Assert.Equal(ExecutionProvider.Cpu, vae.Provider);
        Assert.True(vae.HasLogits);
        Assert.False(vae.HasReconLogVar);
        Assert.Null(vae.Classes);
        Assert.Equal("pytorch-example", vae.Metadata!.Family);
        Assert.Equal(1024, vae.BatchSize);
    }

    [Fact]
    public void A_pair_loads_from_two_files_wherever_they_are()
    {
        ServedPair.Save(folder);
        File.Move(folder["onnx", "encoder.onnx"], folder["first"]);
        File.Move(folder["onnx", "decoder.onnx"], folder["second"]);

        using var vae = Vae.Load(folder["first"], folder["second"]);

        Assert.Equal(20, vae.LatentLength);
    }

    [Fact]
    public void A_pair_loads_from_bytes()
    {
        using var vae = Vae.Load(ServedPair.Encoder(), ServedPair.Decoder());

        Assert.Equal(20, vae.LatentLength);
    }

    [Fact]
    public void A_pair_loads_from_embedded_resources()
    {
        var assembly = new AssemblyWithResources(new()
        {
            ["App.Models.encoder.onnx"] = ServedPair.Encoder(), ["App.Models.decoder.onnx"] = ServedPair.Decoder(), ["App.Other.txt"] = [],
        });

        using var vae = Vae.Load(assembly);
        using var same = Vae.Load(assembly, "App.Models.encoder.onnx", "Models.decoder.onnx");

        Assert.Equal(20, vae.LatentLength);
        Assert.Equal(20, same.LatentLength);
    }

    [Fact]
    public void A_resource_whose_name_fits_two_is_refused_with_both()
    {
        var assembly = new AssemblyWithResources(new() { ["A.encoder.onnx"] = [], ["B.encoder.onnx"] = [] });

        Refusal.Of(ErrorKind.Input, () => Vae.Load(assembly), "more than one", "A.encoder.onnx, B.encoder.onnx");
    }

    [Fact]
    public void A_resource_that_is_not_there_is_named_and_the_way_out_as_well() =>
        Refusal.Of(ErrorKind.Input, () => Vae.Load(typeof(LoadTests).Assembly), "encoder.onnx", "EmbeddedResource");

    [Fact]
    public void A_missing_folder_is_named() =>
        Refusal.Of(ErrorKind.Input, () => Vae.Load(folder["nowhere"]), "nowhere", "vae-export");

    [Fact]
    public void A_mixed_pair_is_refused() =>
        Refusal.Of(ErrorKind.Input, () => Vae.Load(ServedPair.Encoder("torch-mnist"), ServedPair.Decoder("flax-mnist")), "not of one export", "vae.family");

    [Fact]
    public void A_swapped_pair_is_refused() =>
        Refusal.Of(ErrorKind.Input, () => Vae.Load(ServedPair.Decoder(), ServedPair.Encoder()), "rename them");

    [Fact]
    public void A_foreign_pair_is_refused() =>
        Refusal.Of(ErrorKind.Input, () => Vae.Load(SmallPair.Encoder(), SmallPair.Decoder()), "encoder.onnx", "not written by VaeOnnx");

    [Fact]
    public void Metadata_that_do_not_fit_their_own_graph_are_refused() =>
        Refusal.Of(
            ErrorKind.Input,
            () => Vae.Load(SmallPair.Encoder(SmallPair.Metadata with { InputShape = [7] }), SmallPair.Decoder(SmallPair.Metadata with { InputShape = [7] })),
            "encoder.onnx",
            "'x' is Float [N, 6]",
            "[N, 7]");

    [Fact]
    public void A_damaged_graph_is_refused()
    {
        var encoder = ServedPair.Encoder().ToArray();
        // Inside the names of the nodes, where the metadata are still whole.
        encoder.AsSpan(4, 40).Fill(0xFF);

        var error = Assert.Throws<VaeOnnxException>(() => Vae.Load(encoder, ServedPair.Decoder()));

        Assert.Equal(ErrorKind.Input, error.Kind);
    }

    [Fact]
    public void A_decoder_of_an_export_that_arrived_meanwhile_is_read_again_with_its_encoder()
    {
        var reads = new Queue<byte[]>(
            [ServedPair.Encoder("torch-mnist"), ServedPair.Decoder("flax-mnist"), ServedPair.Encoder("flax-mnist"), ServedPair.Decoder("flax-mnist")]);

        var pair = PairBytes.Read("encoder.onnx", "decoder.onnx", "onnx", _ => reads.Dequeue());

        Assert.Same(ServedPair.Encoder("flax-mnist"), pair.Encoder);
        Assert.Empty(reads);
    }

    [Fact]
    public void A_pair_that_stays_mixed_is_read_twice_and_no_more()
    {
        int reads = 0;

        PairBytes.Read("encoder.onnx", "decoder.onnx", "onnx", path => reads++ % 2 == 0 ? ServedPair.Encoder("torch-mnist") : ServedPair.Decoder("flax-mnist"));

        Assert.Equal(4, reads);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_count_below_one_in_the_options_is_refused_before_anything_is_loaded(int count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(new() { Threads = count }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(new() { BatchSize = count }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(new() { Lanes = count }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(new() { MaxCount = count }));

        static void Load(VaeOptions options) => Vae.Load([], [], options);
    }
}
