namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>Tests that listen to the whole process, or count what nobody may listen to.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
