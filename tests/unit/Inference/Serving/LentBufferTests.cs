using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

public sealed class LentBufferTests : IDisposable
{
    private readonly Vae vae = ServedPair.Load(options: new() { Lanes = 1 });

    public void Dispose() => vae.Dispose();

    [Fact]
    public void Data_written_into_a_lent_batch_are_encoded_and_decoded_in_place()
    {
        using var batch = vae.Rent(34);
        ServedPair.Singles("torch-mnist", "x").CopyTo(batch.Data);
        ServedPair.Singles("torch-mnist", "z").CopyTo(batch.Latents);

        batch.Encode();
        batch.Decode();

        Close.To(ServedPair.Singles("torch-mnist", "mean"), batch.Mean);
        Close.To(ServedPair.Singles("torch-mnist", "logvar"), batch.LogVar);
        Close.To(ServedPair.Singles("torch-mnist", "recon"), batch.Recon);
        Close.To(ServedPair.Singles("torch-mnist", "logits"), batch.Logits);
        Assert.True(batch.ReconLogVar.IsEmpty);
    }

    [Fact]
    public void Batches_that_are_out_at_the_same_time_have_buffers_of_their_own()
    {
        using VaeBatch first = vae.Rent(2), second = vae.Rent(2);

        first.Data.Clear();
        second.Data.Fill(1);

        Assert.Equal(0, first.Data[0]);
        // Nor do they keep calls waiting, though there is one lane alone.
        Assert.Equal(20, vae.Encode(new float[784]).Mean.Length);
    }

    [Fact]
    public void A_batch_that_was_given_back_is_refused_even_when_its_buffers_are_out_again()
    {
        var old = vae.Rent(2);
        old.Dispose();
        using var other = vae.Rent(2);
        old.Dispose();

        Assert.Throws<ObjectDisposedException>(() => old.Data[0]);
        Assert.Throws<ObjectDisposedException>(() => old.Encode());
        Assert.Throws<ObjectDisposedException>(() => default(VaeBatch).Decode());
        Assert.Equal(2 * 784, other.Data.Length);
    }

    [Fact]
    public void A_lent_batch_outlives_its_model_without_harm()
    {
        var batch = vae.Rent(2);
        batch.Data.Fill(1);
        batch.Encode();

        vae.Dispose();

        Assert.Equal(1, batch.Data[0]);
        Assert.Throws<ObjectDisposedException>(() => batch.Encode());
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => vae.Rent(1));
    }
}
