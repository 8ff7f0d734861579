using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>The dict inside a dict that holds the weights.</summary>
internal static class Wrapper
{
    private const string StateDict = "state_dict";

    // In the order in which they are preferred.
    private static readonly string[] Names =
        [StateDict, "model_state_dict", "params", "model_state", "model", "net", "network", "vae", "module", "weights"];

    /// <summary>The wrapper among the entries of a value, or null where its entries are the weights.</summary>
    public static (string Key, object? Value)? Find(object? value, TreeWalk walk)
    {
        foreach (var name in Names)
        {
            foreach (var (key, inner) in Branches.Of(value))
            {
                if (key == name && HoldsWeights(inner, walk))
                    return (key, inner);
            }
        }

        // vae_state_dict and the like, if there is only one.
        var others = Branches.Of(value).Where(b => IsOtherStateDict(b.Key, b.Value) && HoldsWeights(b.Value, walk)).Take(2).ToList();
        return others is [var only] ? only : null;
    }

    private static bool IsOtherStateDict(string key, object? value) =>
        key.EndsWith(StateDict, StringComparison.Ordinal) && !TrainingState.IsLikely(key, value);

    private static bool HoldsWeights(object? value, TreeWalk walk) =>
        value is not StoredTensor && !TrainingState.IsOptimizer(value) && !IsLayer(value) && walk.Tensors(value).Count > 0;

    // A dict with a bare weight is a layer that happens to be called "net" or "model".
    private static bool IsLayer(object? value) =>
        Branches.Of(value).Any(b => b.Value is StoredTensor && CommonPrefix.IsParameterName(b.Key));
}
