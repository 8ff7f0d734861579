namespace VaeOnnx.Inference.Sessions;

/// <summary>One input or output of a graph, [N, …shape] of float32.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Shape">Without N.</param>
internal sealed record GraphTensor(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>Numbers in one datum.</summary>
    public int Length { get; } = checked((int)Shape.Aggregate(1L, (product, size) => checked(product * size)));
}
