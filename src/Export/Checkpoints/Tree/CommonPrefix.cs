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

        // Only marked while it grows: names of many levels would be copied once a level.
        int removed = 0;
        while (Shared(names, removed) is > 0 and var length)
        {
            notes.Add($"removed the prefix {Refusal.Quoted(names[0].Substring(removed, length))} from every name");
            removed += length;
        }

        return (removed == 0 ? names : [.. names.Select(n => n[removed..])], notes);
    }

    /// <summary>The length of the first part that all names share, after what is removed from each already; 0 where there is none.</summary>
    private static int Shared(IReadOnlyList<string> names, int removed)
    {
        var end = names.Count == 0 ? -1 : names[0].AsSpan(removed).IndexOfAny('.', '/');
        if (end <= 0)
            return 0;

        // A file with one half of a model: which half is the one thing that its prefix says.
        var first = names[0];
        if (first.AsSpan(removed, end) is "encoder" or "decoder")
            return 0;

        return names.All(n => n.AsSpan(removed).StartsWith(first.AsSpan(removed, end + 1)) && IsName(n.AsSpan(removed + end + 1))) ? end + 1 : 0;
    }

    private static bool IsName(ReadOnlySpan<char> rest) => rest.Length > 0 && rest.ContainsAny('.', '/');
}
