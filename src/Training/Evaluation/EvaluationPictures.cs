using VaeOnnx.Inference;
using VaeOnnx.Pictures;
using VaeOnnx.Training.Data;

namespace VaeOnnx.Training.Evaluation;

/// <summary>What the latent space of a run looks like.</summary>
internal static class EvaluationPictures
{
    private const int ManifoldSteps = 20;
    private const int TraversalSteps = 11;
    private const int MostTraversals = 10;
    private const float TraversalEnd = 3;
    private const int DrawsForClasses = 10;

    /// <summary>
    /// Writes <c>traversal.png</c>, and for a latent of two dimensions <c>manifold.png</c> and <c>scatter.png</c>; of a conditional
    /// model <c>classes.png</c>, and a manifold and traversals of each class, as in <c>manifold-0.png</c>. Where data are no pictures,
    /// only the scatter.
    /// </summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: a file cannot be written.</exception>
    public static void Write(string folder, Vae vae, ImageSet data, ReadOnlySpan<float> means, double[] variances, long seed)
    {
        bool flat = vae.LatentLength == 2;
        if (flat) Scatter(means.ToArray(), data.Labels).Write(Path.Combine(folder, "scatter.png"));
        if (PictureShape.Find(data.Shape) is not { } shape) return;
        if (vae.Classes is not { } classes)
        {
            WriteSpace(label: null, suffix: "");
            return;
        }

        Classes(vae, shape, (int)classes, seed).Write(Path.Combine(folder, "classes.png"));
        for (int label = 0; label < classes; label++) WriteSpace(label, $"-{label}");

        void WriteSpace(long? label, string suffix)
        {
            if (flat) Grid(shape, ManifoldSteps, vae.Manifold(ManifoldSteps, Labels(label, ManifoldSteps * ManifoldSteps))).Write(Path.Combine(folder, $"manifold{suffix}.png"));
            Traversal(vae, shape, variances, Labels(label, TraversalSteps)).Write(Path.Combine(folder, $"traversal{suffix}.png"));
        }
    }

    private static long[] Labels(long? label, int count) => label is { } each ? [.. Enumerable.Repeat(each, count)] : [];

    /// <summary>A row for each draw of the prior, in which it is every class.</summary>
    private static PictureGrid Classes(Vae vae, PictureShape shape, int classes, long seed)
    {
        var draws = new float[DrawsForClasses * vae.LatentLength];
        JaxRandom.Normal(JaxRandom.Key(seed), draws);
        float[] latents = [.. draws.Chunk(vae.LatentLength).SelectMany(draw => Enumerable.Repeat(draw, classes)).SelectMany(draw => draw)];
        return Grid(shape, classes, vae.Decode(latents, [.. Enumerable.Range(0, DrawsForClasses * classes).Select(i => (long)(i % classes))]));
    }

    /// <summary>The posterior means of the data, in a colour for each class where there are labels.</summary>
    private static Figure Scatter(float[] means, IReadOnlyList<byte>? labels)
    {
        PlotSeries Points(string name, IEnumerable<int> data) =>
            new(name, [.. data.Select(n => (double)means[2 * n])], [.. data.Select(n => (double)means[(2 * n) + 1])]);
        var all = Enumerable.Range(0, means.Length / 2);
        var series = labels is null
            ? [Points("data", all)]
            : all.GroupBy(n => labels[n]).OrderBy(group => group.Key).Select(group => Points($"{group.Key}", group)).ToList();
        return new Figure().Points("posterior means", "z1", "z2", series);
    }

    /// <summary>A row for each dimension, the most active first: it goes from −3 to 3, and all others stay at 0.</summary>
    private static PictureGrid Traversal(Vae vae, PictureShape shape, double[] variances, long[] labels)
    {
        var values = new float[TraversalSteps];
        for (int i = 0; i < values.Length; i++) values[i] = TraversalEnd * ((2f * i / (TraversalSteps - 1)) - 1);
        var axes = Enumerable.Range(0, variances.Length).OrderByDescending(axis => variances[axis]).Take(MostTraversals);
        var origin = new float[vae.LatentLength];
        return Grid(shape, TraversalSteps, [.. axes.SelectMany(axis => vae.Traverse(origin, axis, values, labels))]);
    }

    private static PictureGrid Grid(PictureShape shape, int columns, float[] pictures)
    {
        int count = pictures.Length / shape.Length;
        var grid = new PictureGrid(shape, count, columns);
        for (int i = 0; i < count; i++) grid.Add(pictures.AsSpan(i * shape.Length, shape.Length));
        return grid;
    }
}
