using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using SkiaSharp;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Pictures;

/// <summary>Plots side by side, written as one PNG. Without any font on the machine they have no words.</summary>
public sealed class Figure
{
    private const int Width = 640;
    private const int Height = 440;

    /// <summary>As many words as stand beside each other without touching.</summary>
    private const int MostWords = 8;

    private static readonly MarkerShape[] Markers = [MarkerShape.FilledCircle, MarkerShape.OpenCircle, MarkerShape.Cross];

    private readonly List<Action<Plot>> panels = [];

    /// <summary>Adds a plot of counts: groups of bars, with the counts above them where these are few, on an axis of powers of ten.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="x">What the groups are.</param>
    /// <param name="y">What is counted.</param>
    /// <param name="groups">The name of each group.</param>
    /// <param name="counts">A bar of each group: its name in the legend, and a count for every group.</param>
    public Figure Counts(string title, string x, string y, IReadOnlyList<string> groups, params IReadOnlyList<(string Name, long[] Counts)> counts) =>
        Add(title, x, y, plot =>
        {
            // A gap of one bar between two groups. From a half on, so that a count of 1 is a bar.
            double size = 1.0 / (counts.Count + 1), bottom = Math.Log10(0.5);
            double greatest = 0;
            for (int i = 0; i < counts.Count; i++)
            {
                var bars = new List<Bar>();
                for (int group = 0; group < groups.Count; group++)
                {
                    if (counts[i].Counts[group] is not (> 0 and var count)) continue;
                    greatest = Math.Max(greatest, Math.Log10(count));
                    bars.Add(new()
                    {
                        Position = group + (size * (i - ((counts.Count - 1) / 2.0))),
                        ValueBase = bottom,
                        Value = Math.Log10(count),
                        Size = size,
                        Label = groups.Count > MostWords ? "" : count.ToString(CultureInfo.InvariantCulture),
                        LineWidth = 0,
                    });
                }

                var series = plot.Add.Bars(bars);
                series.Color = plot.Add.Palette.GetColor(i);
                series.LegendText = counts[i].Name;
                series.ValueLabelStyle.FontSize = 10;
            }

            var words = new NumericManual();
            for (int group = 0; group < groups.Count; group += 1 + ((groups.Count - 1) / MostWords)) words.AddMajor(group, groups[group]);
            plot.Axes.Bottom.TickGenerator = words;
            plot.Axes.SetLimitsX(-0.75, groups.Count - 0.25);
            VerticalPowers(plot, bottom, greatest + 0.7);
        });

    /// <summary>Adds a plot of sizes over many orders of magnitude: points, and a line of what they may be. Zeros are not drawn.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="x">What lies from left to right.</param>
    /// <param name="y">What the sizes are.</param>
    /// <param name="limit">What the points should stay below.</param>
    /// <param name="points">The sizes.</param>
    public Figure Sizes(string title, string x, string y, PlotSeries limit, params IReadOnlyList<PlotSeries> points) =>
        Add(title, x, y, plot =>
        {
            for (int i = 0; i < points.Count; i++)
            {
                var drawn = plot.Add.Markers(Logarithms(points[i]), Markers[i % Markers.Length], size: i == 0 ? 4 : 7);
                drawn.LegendText = points[i].Name;
            }

            var line = plot.Add.ScatterLine(Logarithms(limit), Colors.Red);
            line.LegendText = limit.Name;
            double[] logarithms = [.. points.Append(limit).SelectMany(Logarithms).Select(point => point.Y)];
            if (logarithms.Length > 0) VerticalPowers(plot, Math.Floor(logarithms.Min()), Math.Ceiling(logarithms.Max()));
        });

    /// <summary>Adds a plot of curves, such as losses by epoch.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="x">What lies from left to right.</param>
    /// <param name="y">What the curves show.</param>
    /// <param name="curves">The curves, at whole numbers. What is not finite is not drawn.</param>
    public Figure Curves(string title, string x, string y, params IReadOnlyList<PlotSeries> curves) =>
        Add(title, x, y, plot =>
        {
            plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
            foreach (var curve in curves)
            {
                plot.Add.Scatter(Points(curve, value => value)).LegendText = curve.Name;
            }
        });

    /// <summary>
    /// Adds a plot of learning curves on a horizontal axis of powers of ten: a colour for each, the test set drawn through and the
    /// training set dashed.
    /// </summary>
    /// <param name="title">What stands above.</param>
    /// <param name="x">What was learned from.</param>
    /// <param name="y">What the curves show.</param>
    /// <param name="curves">The curves. What is not finite is not drawn.</param>
    public Figure Learning(string title, string x, string y, params IReadOnlyList<LearningCurve> curves) =>
        Add(title, x, y, plot =>
        {
            for (int i = 0; i < curves.Count; i++)
            {
                double[] places = Array.ConvertAll(curves[i].X, Math.Log10);
                var colour = plot.Add.Palette.GetColor(i);
                Line(curves[i].Test, LinePattern.Solid).LegendText = curves[i].Name;
                Line(curves[i].Train, LinePattern.Dashed);

                Scatter Line(double[] values, LinePattern pattern)
                {
                    var line = plot.Add.ScatterLine(Points(new("", places, values), value => value), colour);
                    (line.LinePattern, line.LineWidth) = (pattern, 2);
                    return line;
                }
            }

            double[] all = [.. curves.SelectMany(curve => curve.X).Select(Math.Log10)];
            if (all.Length > 0) plot.Axes.Bottom.TickGenerator = LogAxis.FineTicks(all.Min(), all.Max());
        });

    /// <summary>Adds a plot of points in a plane, both axes at the same scale.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="x">What lies from left to right.</param>
    /// <param name="y">What lies from bottom to top.</param>
    /// <param name="groups">The points, a colour for each group. What is not finite is not drawn.</param>
    public Figure Points(string title, string x, string y, params IReadOnlyList<PlotSeries> groups) =>
        Add(title, x, y, plot =>
        {
            plot.Add.Palette = new ScottPlot.Palettes.Category10();
            foreach (var group in groups)
                plot.Add.Markers(Points(group, value => value), MarkerShape.FilledCircle, size: 4).LegendText = group.Name;
            plot.Axes.SquareUnits();
        }, legend: Edge.Right);

    /// <summary>Writes the plots, or leaves an existing file untouched if that fails.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written.</exception>
    public void Write(string path)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width * panels.Count, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int i = 0; i < panels.Count; i++)
        {
            using var plot = new Plot();
            panels[i](plot);
            var place = SKRect.Create(i * Width, 0, Width, Height);
            // A plot clears the canvas first: only its own place.
            surface.Canvas.Save();
            surface.Canvas.ClipRect(place);
            plot.Render(surface.Canvas, new PixelRect(place.Left, place.Right, place.Bottom, place.Top));
            surface.Canvas.Restore();
        }

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        WholeFile.Write(path, stream => png.SaveTo(stream));
    }

    private Figure Add(string title, string x, string y, Action<Plot> draw, Edge legend = Edge.Bottom)
    {
        panels.Add(plot =>
        {
            draw(plot);
            plot.ShowLegend(legend);
            plot.Title(title, size: 15);
            plot.XLabel(x, size: 13);
            plot.YLabel(y, size: 13);
        });
        return this;
    }

    private static void VerticalPowers(Plot plot, double lowest, double highest)
    {
        plot.Axes.Left.TickGenerator = LogAxis.Ticks(lowest, highest);
        plot.Axes.SetLimitsY(lowest, highest);
    }

    private static Coordinates[] Logarithms(PlotSeries series) => Points(series, Math.Log10);

    private static Coordinates[] Points(PlotSeries series, Func<double, double> height) =>
        [.. series.X.Zip(series.Y, (x, y) => new Coordinates(x, height(y))).Where(point => double.IsFinite(point.Y))];
}
