using System.Reflection;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>An assembly with the given embedded resources and nothing else.</summary>
internal sealed class AssemblyWithResources(Dictionary<string, byte[]> resources) : Assembly
{
    public override AssemblyName GetName() => new("App");

    public override string[] GetManifestResourceNames() => [.. resources.Keys];

    public override Stream? GetManifestResourceStream(string name) => new MemoryStream(resources[name]);
}
