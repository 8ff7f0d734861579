namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>How pictures without an order of their own are laid out.</summary>
internal static class Grid
{
    /// <summary>Columns of a grid that is about square.</summary>
    public static int Columns(long count) => (int)Math.Ceiling(Math.Sqrt(count));
}
