namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>The first parts of names that all tensors share and that say nothing: <c>module.</c>, <c>model.</c>, <c>_orig_mod.</c>, …</summary>
internal static class CommonPrefix
{
    // torch.compile puts this before the names of whatever was compiled, also in the middle.
    private const string Compiled = "_orig_mod.";
    private const string CompiledInside = "." + Compiled;

    private static readonly string[] ParameterNames =
        ["weight", "bias", "kernel", "scale", "embedding", "running_mean", "running_var", "num_batches_tracked", "mean", "var"];

    /// <summary>True for the names that a layer gives to its own parameters.</summary>
    public static bool IsParameterName(string name) => ParameterNames.Contains(name);

    /// <summary>The names without what they share, and a line for each part that was removed.</summary>
    public static (IReadOnlyList<string> Names, IReadOnlyList<string> Notes) Remove(IReadOnlyList<string> names)
    {
        var notes = new List<string>();
        if (names.Any(n => n.Contains(CompiledInside, StringComparison.Ordinal)))
        {
            names = [.. names.Select(n => n.Replace(CompiledInside, ".", StringComparison.Ordinal))];
            notes.Add($"removed '{Compiled}' inside names");
        }

        while (Shared(names) is { } prefix)
        {
            names = [.. names.Select(n => n[prefix.Length..])];
            notes.Add($"removed the prefix {Refusal.Quoted(prefix)} from every name");
        }

        return (names, notes);
    }

    private static string? Shared(IReadOnlyList<string> names)
    {
        var end = names.Count == 0 ? -1 : names[0].AsSpan().IndexOfAny('.', '/');
        if (end <= 0)
            return null;

        var prefix = names[0][..(end + 1)];

        // A file with one half of a model: which half is the one thing that its prefix says.
        if (prefix[..^1] is "encoder" or "decoder")
            return null;

        return names.All(n => n.StartsWith(prefix, StringComparison.Ordinal) && IsName(n[prefix.Length..])) ? prefix : null;
    }

    private static bool IsName(string rest) => rest.Length > 0 && rest.AsSpan().ContainsAny('.', '/');
}
