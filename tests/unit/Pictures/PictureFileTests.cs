using System.Buffers.Binary;
using System.IO.Hashing;
using SkiaSharp;
using VaeOnnx.Inference;
using VaeOnnx.Pictures;
using VaeOnnx.Tests.Unit.Inference;

namespace VaeOnnx.Tests.Unit.Pictures;

public sealed class PictureFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_header_says_how_large_a_picture_is_and_whether_it_is_grey()
    {
        Save("grey.png", 5, 3, SKColorType.Gray8, (_, _) => 100);
        Save("colour.jpg", 6, 4, SKColorType.Rgba8888, (_, _) => 100, SKEncodedImageFormat.Jpeg);

        using var grey = PictureFile.Open(folder["grey.png"]);
        using var colour = PictureFile.Open(folder["colour.jpg"]);

        Assert.Equal((new PictureSize(5, 3), true), (grey.Size, grey.IsGrey));
        Assert.Equal((new PictureSize(6, 4), false), (colour.Size, colour.IsGrey));
    }

    [Fact]
    public void A_wide_picture_loses_its_sides()
    {
        Save("a.png", 6, 2, SKColorType.Gray8, (x, _) => 51 * x);
        Assert.Equal([0.4f, 0.6f, 0.4f, 0.6f], Read("a.png", new(1, 2, 2)));
    }

    [Fact]
    public void A_high_picture_loses_its_top_and_bottom()
    {
        Save("a.png", 2, 6, SKColorType.Gray8, (_, y) => 51 * y);
        Assert.Equal([0.4f, 0.4f, 0.6f, 0.6f], Read("a.png", new(1, 2, 2)));
    }

    [Fact]
    public void A_large_picture_is_averaged_and_not_sampled()
    {
        Save("a.png", 64, 64, SKColorType.Gray8, (x, y) => 255 * ((x + y) % 2));
        Assert.All(Read("a.png", new(1, 8, 8)), grey => Assert.Equal(0.5f, grey, 0.01f));
    }

    [Fact]
    public void A_small_picture_is_made_larger()
    {
        Save("a.png", 1, 1, SKColorType.Rgba8888, (_, _) => 51);
        Assert.All(Read("a.png", new(3, 4, 4)), colour => Assert.Equal(0.2f, colour, 1e-6f));
    }

    [Fact]
    public void A_picture_of_that_size_stays_as_it_is()
    {
        Save("a.png", 3, 2, SKColorType.Gray8, (x, y) => 10 * (x + (3 * y)));
        Assert.Equal([0, 10 / 255f, 20 / 255f, 30 / 255f, 40 / 255f, 50 / 255f], Read("a.png", new(1, 2, 3)));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void A_picture_that_is_cut_off_is_named(SKEncodedImageFormat format)
    {
        Save("a.png", 64, 64, SKColorType.Rgba8888, (x, y) => (x * y * 7) % 256, format);
        var bytes = File.ReadAllBytes(folder["a.png"]);
        folder.Write("a.png", bytes[..(bytes.Length / 2)]);

        Refusal.Of(ErrorKind.Input, () => Read("a.png", new(3, 64, 64)), "a.png: is damaged or cut off");
    }

    [Fact]
    public void A_file_that_is_no_picture_is_named()
    {
        folder.Write("a.png", "no picture");
        Refusal.Of(ErrorKind.Input, () => PictureFile.Open(folder["a.png"]), "a.png: is no PNG or JPEG picture");
    }

    [Fact]
    public void An_empty_file_is_named()
    {
        folder.Write("a.png", "");
        Refusal.Of(ErrorKind.Input, () => PictureFile.Open(folder["a.png"]), "a.png: is empty");
    }

    [SkippableFact]
    public void A_link_to_nothing_is_named()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege there");
        File.CreateSymbolicLink(folder["a.png"], folder["gone.png"]);
        Refusal.Of(ErrorKind.Input, () => PictureFile.Open(folder["a.png"]), "a.png: is a link to nothing");
    }

    /// <summary>Sixty bytes that claim forty gigabytes.</summary>
    [Fact]
    public void A_picture_that_claims_to_be_huge_is_refused_before_memory_is_taken()
    {
        folder.Write("a.png", Png(100_000, 100_000));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Refusal.Of(ErrorKind.Input, () => PictureFile.Open(folder["a.png"]), "a.png: has 100000 x 100000 pixels", "40000000000 bytes", "at most 67108864 pixels", "leave it out");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>The decoders are native: whatever a file holds, it is a picture or an error.</summary>
    [Theory]
    [InlineData(SKEncodedImageFormat.Png, 1)]
    [InlineData(SKEncodedImageFormat.Jpeg, 2)]
    public void Bytes_that_were_changed_are_a_picture_or_an_error(SKEncodedImageFormat format, int seed)
    {
        Save("a", 24, 16, SKColorType.Rgba8888, (x, y) => (x * y * 7) % 256, format);
        var good = File.ReadAllBytes(folder["a"]);
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = [.. i % 2 == 0 ? good : good[..random.Next(good.Length)]];
            for (int change = random.Next(4); change > 0 && bytes.Length > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            folder.Write("a", bytes);
            try
            {
                Assert.All(Read("a", new(3, 8, 8)), value => Assert.InRange(value, 0, 1));
            }
            catch (VaeOnnxException error)
            {
                Assert.Equal(ErrorKind.Input, error.Kind);
                refused++;
            }
        }

        Assert.InRange(refused, 1, 499);
    }

    private float[] Read(string name, PictureShape shape)
    {
        using var file = PictureFile.Open(folder[name]);
        var picture = new float[shape.Length];
        file.Read(shape, picture);
        return picture;
    }

    private void Save(string name, int width, int height, SKColorType type, Func<int, int, int> grey, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, type, SKAlphaType.Opaque));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) bitmap.SetPixel(x, y, new SKColor((byte)grey(x, y), (byte)grey(x, y), (byte)grey(x, y)));
        }

        using var file = File.Create(folder[name]);
        bitmap.Encode(file, format, 95);
    }

    /// <summary>A greyscale PNG with no more than its header and a few bytes of data.</summary>
    private static byte[] Png(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, [0x78, 0x9C, 3, 0, 0, 0, 0, 1])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] data)
    {
        byte[] content = [.. name, .. data];
        byte[] length = new byte[4], checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(content));
        return [.. length, .. content, .. checksum];
    }
}
