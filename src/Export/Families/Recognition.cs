using VaeOnnx.Export.Architectures;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Families;

/// <summary>Finds out which family a checkpoint is of.</summary>
internal static class Recognition
{
    /// <summary>Under this key a checkpoint's own metadata hold its architecture, in the format of an architecture file.</summary>
    public const string ArchitectureKey = "vae.architecture";

    /// <summary>The families that are known by the names of their layers alone.</summary>
    public static readonly IReadOnlyList<Func<Weights, Family>> Published =
    [
        weights => new PyTorchExample(weights),
        weights => new FlaxExample(weights),
    ];

    /// <summary>The families that an architecture describes.</summary>
    private static readonly string[] Described = [Architecture.Mlp, Architecture.Convolutional];

    /// <summary>Recognises a checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="weights">Its tensors.</param>
    /// <param name="architecturePath">The user's architecture file, or null.</param>
    /// <param name="familyName">The user's choice of family, or null.</param>
    public static Recognised Recognise(Checkpoint checkpoint, Weights weights, string? architecturePath, string? familyName)
    {
        if (architecturePath is not null) return ByArchitecture(weights, ArchitectureFile.Read(architecturePath), familyName);

        var published = Published.Select(create => create(weights)).ToList();
        if (familyName is not null && !Described.Contains(familyName))
        {
            return new(published.Find(family => family.Name == familyName) ?? throw UnknownFamily(familyName, published));
        }

        if (checkpoint.Metadata.TryGetValue(ArchitectureKey, out var json))
        {
            return ByArchitecture(weights, ArchitectureFile.Parse(json, $"{checkpoint.Path}, metadata {ArchitectureKey}"), familyName);
        }

        var notes = new List<string>();
        foreach (var path in Beside(checkpoint.Path).Where(path => new FileInfo(path) is { Exists: true, Length: > 0 }))
        {
            if (ArchitectureFile.ReadIfArchitecture(path) is { } architecture)
            {
                return ByArchitecture(weights, architecture, familyName) with { FoundBeside = true, Notes = notes };
            }

            notes.Add($"{path} is not an architecture file (no \"encoder\" and \"decoder\"): not used");
        }

        var matching = familyName is null ? published.Where(family => family.Layers.All(weights.HasLayer)).ToList() : [];
        return matching switch
        {
            [var family] => new(family) { Notes = notes },
            [] => throw Unrecognised(checkpoint, weights, published, familyName),
            _ => throw new VaeOnnxException(
                ErrorKind.Usage,
                $"{checkpoint.Path}: the tensors fit {string.Join(" and ", matching.Select(family => family.Name))}: choose with --family."),
        };
    }

    /// <summary>Where an architecture file is looked for: under the checkpoint's own name, then as model.json.</summary>
    private static IEnumerable<string> Beside(string checkpoint)
    {
        var folder = Path.GetDirectoryName(checkpoint) ?? "";
        return new[] { Path.ChangeExtension(checkpoint, ".json"), Path.Combine(folder, "model.json") }
            .Distinct()
            .Where(path => path != checkpoint);
    }

    private static Recognised ByArchitecture(Weights weights, Architecture architecture, string? familyName) =>
        familyName is null || Described.Contains(familyName) || familyName == architecture.Family
            ? new(new Layered(weights, architecture)) { ArchitectureSource = architecture.Source }
            : throw new VaeOnnxException(
                ErrorKind.Usage,
                $"{architecture.Source} describes the family {architecture.Family}, --family asks for {familyName}: leave one of the two out.");

    private static VaeOnnxException UnknownFamily(string name, IEnumerable<Family> published)
    {
        var names = published.Select(family => family.Name).Concat(Described).ToList();
        return new(ErrorKind.Usage, $"there is no family {Text.Printable(name)}; there are {string.Join(", ", names)}.{Text.DidYouMean(name, names)}");
    }

    private static VaeOnnxException Unrecognised(Checkpoint checkpoint, Weights weights, List<Family> published, string? familyName)
    {
        var nearest = published.MaxBy(family => family.Layers.Count(weights.HasLayer))!;
        var missing = nearest.Layers.Where(layer => !weights.HasLayer(layer)).ToList();
        if (missing.Count > 0 && missing.Count * 2 < nearest.Layers.Count)
        {
            return new(
                ErrorKind.Input,
                $"{checkpoint.Path}: looks like {nearest.Name}, but has no layer {string.Join(", ", missing)}. " +
                "If it is another model, describe it with --architecture.");
        }

        if (weights.HasLayer("encoder.mean") && (weights.Has("encoder.hidden.0.weight") || weights.Has("encoder.conv.0.weight")))
        {
            return new(
                ErrorKind.Input,
                $"{checkpoint.Path}: has the names of this project's own models, whose activation and likelihood the weights do not say. " +
                $"Put its model.json beside it, or pass --architecture.");
        }

        if (missing.Count == 0)
        {
            return new(
                ErrorKind.Usage,
                $"{checkpoint.Path}: the {familyName} family needs an architecture file (--architecture). Without --family this is recognised as {nearest.Name}.");
        }

        var names = checkpoint.Tensors.Take(8).Select(tensor => $"{Text.Printable(tensor.Name)} {Text.Shape(tensor.Shape)}");
        var more = checkpoint.Tensors.Count > 8 ? $", and {checkpoint.Tensors.Count - 8} more" : "";
        return new(
            ErrorKind.Unsupported,
            $"{checkpoint.Path}: no known family has these {checkpoint.Tensors.Count} tensors: {string.Join(", ", names)}{more}. " +
            $"Known are {string.Join(", ", published.Select(family => family.Name))}; any other model of linear and convolutional layers is described in an architecture file (--architecture, docs/architecture-file.md).");
    }
}

/// <summary>A family, and how it was found.</summary>
internal sealed record Recognised(Family Family)
{
    /// <summary>The architecture file (or metadata) that was used, or null.</summary>
    public string? ArchitectureSource { get; init; }

    /// <summary>The file was found beside the checkpoint: nobody asked for it.</summary>
    public bool FoundBeside { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];
}
