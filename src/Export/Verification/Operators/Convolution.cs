using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>
/// Convolutions over images [N, channels, height, width] with constant kernels: sums of products like linear layers, so that
/// the same product and the same bound serve.
/// </summary>
internal static class Convolution
{
    /// <summary>Elements of the matrix of patches that are laid out at a time: as much as the second cache holds.</summary>
    private const int Piece = 1 << 17;

    /// <summary>A kernel [out, in / groups, height, width] at every place of the image.</summary>
    public static BoundedTensor Conv(Node node)
    {
        var move = new Movement(node);
        var (x, w) = (node.Tensor(0), node.Constant(1));
        var (images, outputs, inputs) = (x.Shape[0], w.Shape[0] / move.Groups, w.Shape[1]);
        int height = Places(x.Shape[2], w.Shape[2], 0), width = Places(x.Shape[3], w.Shape[3], 1);
        var inner = inputs * move.Taps;
        float[] kernels = [.. w.Floats], remainders = w.Remainders;
        var biases = node.Has(2) ? node.Constant(2).ToTensor(node.Rounding) : null;
        var y = new BoundedTensor([images, w.Shape[0], height, width]);
        var rows = Math.Clamp(Piece / Math.Max(1, inner * width), 1, Math.Max(1, height));
        for (var image = 0; image < images; image++)
        {
            for (var group = 0; group < move.Groups; group++)
            {
                var kernel = kernels.AsSpan(group * outputs * inner, outputs * inner);
                var remainder = w.IsDouble ? remainders.AsSpan(group * outputs * inner, outputs * inner) : default;
                var bias = biases is null ? null : Slice(biases, group * outputs, outputs);
                for (var first = 0; first < height; first += rows)
                {
                    var count = Math.Min(rows, height - first);
                    var patches = new BoundedTensor([count * width, inner]);
                    Patches(x, image, group * inputs, inputs, first, count, width, move, patches);
                    var sums = Linear.Product(
                        patches, kernel, remainder, outputs, inner + KernelErrors.FoldedRoundings, bias, node.Rounding); // [places, out]
                    Spread(sums, y, (image * w.Shape[0]) + (group * outputs), first * width);
                }
            }
        }

        return y;

        int Places(int size, int kernel, int axis) =>
            ((size + move.Pads[axis] + move.Pads[axis + 2] - ((kernel - 1) * move.Dilations[axis]) - 1) / move.Strides[axis]) + 1;
    }

    /// <summary>A kernel [in, out / groups, height, width] added to the output once for every pixel of the image.</summary>
    public static BoundedTensor ConvTranspose(Node node)
    {
        var move = new Movement(node);
        var added = node.Integers("output_padding", 0, 0);
        var (x, w) = (node.Tensor(0), node.Constant(1));
        int images = x.Shape[0], inputs = w.Shape[0] / move.Groups, outputs = w.Shape[1];
        int height = Places(0), width = Places(1), pixels = x.Shape[2] * x.Shape[3];
        int terms = inputs * move.Taps, size = inputs * outputs * move.Taps;
        float[] kernels = [.. w.Floats], remainders = w.Remainders;
        var y = new BoundedTensor([images, outputs * move.Groups, height, width]);
        for (var group = 0; group < move.Groups; group++)
        {
            var kernel = Linear.Transpose(kernels.AsSpan(group * size, size), inputs, outputs * move.Taps);
            var remainder = w.IsDouble ? Linear.Transpose(remainders.AsSpan(group * size, size), inputs, outputs * move.Taps) : [];
            for (var image = 0; image < images; image++)
            {
                var pixel = Pixels(x, ((image * x.Shape[1]) + (group * inputs)) * pixels, inputs, pixels);
                var parts = Linear.Product(pixel, kernel, remainder, outputs * move.Taps, terms, bias: null, node.Rounding); // [pixels, out · taps]
                Add(parts, y, ((image * y.Shape[1]) + (group * outputs)) * height * width, x.Shape[3], (height, width), move);
            }
        }

        AddBias(y, node.Has(2) ? node.Constant(2).ToTensor(node.Rounding) : null, terms, node.Rounding);
        return y;

        int Places(int axis) =>
            ((x.Shape[axis + 2] - 1) * move.Strides[axis]) + ((w.Shape[axis + 2] - 1) * move.Dilations[axis]) + 1 + added[axis] - move.Pads[axis] - move.Pads[axis + 2];
    }

    private static BoundedTensor Slice(BoundedTensor bias, int first, int count) =>
        new([count], bias.Values[first..(first + count)], bias.Bounds[first..(first + count)]);

    /// <summary>What the attributes of both say.</summary>
    private sealed record Movement
    {
        public Movement(Node node)
        {
            var (x, w) = (node.Tensor(0), node.Constant(1));
            if (x.Shape.Length != 4 || w.Shape.Length != 4 || node.Text("auto_pad", "NOTSET") != "NOTSET")
            {
                throw node.Unsupported("only images [N, channels, height, width] with explicit padding are known");
            }

            Kernel = node.Integers("kernel_shape", w.Shape[2..]);
            Dilations = node.Integers("dilations", 1, 1);
            Strides = node.Integers("strides", 1, 1);
            Pads = node.Integers("pads", 0, 0, 0, 0);
            Groups = checked((int)node.Integer("group", 1));
        }

        public int[] Kernel { get; }

        public int[] Dilations { get; }

        public int[] Strides { get; }

        public int[] Pads { get; }

        public int Groups { get; }

        /// <summary>Elements of the kernel for each pair of channels.</summary>
        public int Taps => Kernel[0] * Kernel[1];
    }

    /// <summary>Rows of places of one image to a matrix [places, channels · taps]; what lies outside of the image is 0.</summary>
    private static void Patches(
        BoundedTensor x, int image, int channel, int channels, int first, int count, int width, Movement move, BoundedTensor patches)
    {
        int rows = x.Shape[2], columns = x.Shape[3], inner = channels * move.Taps;
        for (var c = 0; c < channels; c++)
        {
            var plane = ((image * x.Shape[1]) + channel + c) * rows * columns;
            for (var tap = 0; tap < move.Taps; tap++)
            {
                var (down, right) = Math.DivRem(tap, move.Kernel[1]);
                for (var place = 0; place < count * width; place++)
                {
                    var row = ((first + (place / width)) * move.Strides[0]) + (down * move.Dilations[0]) - move.Pads[0];
                    var column = (place % width * move.Strides[1]) + (right * move.Dilations[1]) - move.Pads[1];
                    if ((uint)row >= (uint)rows || (uint)column >= (uint)columns)
                    {
                        continue;
                    }

                    var (from, to) = (plane + (row * columns) + column, (place * inner) + (c * move.Taps) + tap);
                    (patches.Values[to], patches.Bounds[to]) = (x.Values[from], x.Bounds[from]);
                }
            }
        }
    }

    /// <summary>Sums [places, out] to the planes of an image [out, height · width], from a place on.</summary>
    private static void Spread(BoundedTensor sums, BoundedTensor y, int plane, int first)
    {
        int places = sums.Shape[0], outputs = sums.Shape[1], size = y.Shape[2] * y.Shape[3];
        for (var o = 0; o < outputs; o++)
        {
            for (var place = 0; place < places; place++)
            {
                var to = ((plane + o) * size) + first + place;
                (y.Values[to], y.Bounds[to]) = (sums.Values[(place * outputs) + o], sums.Bounds[(place * outputs) + o]);
            }
        }
    }

    /// <summary>Channels of one image [channels, pixels] to a matrix [pixels, channels].</summary>
    private static BoundedTensor Pixels(BoundedTensor x, int first, int channels, int pixels)
    {
        var matrix = new BoundedTensor([pixels, channels]);
        for (var c = 0; c < channels; c++)
        {
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var (from, to) = (first + (c * pixels) + pixel, (pixel * channels) + c);
                (matrix.Values[to], matrix.Bounds[to]) = (x.Values[from], x.Bounds[from]);
            }
        }

        return matrix;
    }

    /// <summary>Adds what each pixel gives, [pixels, out · taps], to the places of the output that it reaches.</summary>
    private static void Add(BoundedTensor parts, BoundedTensor y, int first, int columns, (int Height, int Width) size, Movement move)
    {
        var width = parts.Shape[1];
        for (var pixel = 0; pixel < parts.Shape[0]; pixel++)
        {
            var (pixelRow, pixelColumn) = Math.DivRem(pixel, columns);
            for (var part = 0; part < width; part++)
            {
                var (o, tap) = Math.DivRem(part, move.Taps);
                var (down, right) = Math.DivRem(tap, move.Kernel[1]);
                var row = (pixelRow * move.Strides[0]) + (down * move.Dilations[0]) - move.Pads[0];
                var column = (pixelColumn * move.Strides[1]) + (right * move.Dilations[1]) - move.Pads[1];
                if ((uint)row >= (uint)size.Height || (uint)column >= (uint)size.Width)
                {
                    continue;
                }

                var to = first + (((o * size.Height) + row) * size.Width) + column;
                y.Values[to] += parts.Values[(pixel * width) + part];
                y.Bounds[to] += parts.Bounds[(pixel * width) + part];
            }
        }
    }

    /// <summary>
    /// The bounds of the parts are those of the whole sum, γ_n of all its terms, so that together they bound it in any order.
    /// No partial sum is larger than bound / γ + |b|: if that overflows, the result may be anything.
    /// </summary>
    private static void AddBias(BoundedTensor y, BoundedTensor? bias, int terms, Rounding rounding)
    {
        var gamma = rounding.Gamma(terms + 2);
        var size = y.Shape[2] * y.Shape[3];
        for (var i = 0; i < y.Values.Length; i++)
        {
            var channel = i / size % y.Shape[1];
            var (b, biasError) = bias is null ? (0, 0) : (bias.Values[channel], bias.Bounds[channel]);
            y.Values[i] += b;
            if (rounding.WeightsAlone)
            {
                y.Bounds[i] += biasError;
                continue;
            }

            bool fits = (y.Bounds[i] / gamma + Math.Abs(b)) * (1 + gamma) <= rounding.Greatest;
            y.Bounds[i] = fits ? y.Bounds[i] + gamma * Math.Abs(b) : double.PositiveInfinity;
        }
    }
}
