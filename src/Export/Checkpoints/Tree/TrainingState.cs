namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>What a training program saves to go on later, and what must never be taken for weights.</summary>
internal static class TrainingState
{
    private static readonly string[] Names =
        ["opt_state", "optimizer_states", "lr_schedulers", "lr_scheduler", "scheduler", "callbacks", "loops", "scaler", "rng_state"];

    private static readonly string[] Beginnings = ["optim", "opt_", "scheduler", "lr_sched", "rng", "grad_scaler"];

    /// <summary>True for an optimizer's <c>{state, param_groups}</c>, or a list of such, whatever its name is.</summary>
    public static bool IsOptimizer(object? value) => value switch
    {
        Mapping mapping => Has(mapping, "state") && Has(mapping, "param_groups"),
        Sequence { Items: [Mapping first, ..] } => IsOptimizer(first),
        _ => false,
    };

    /// <summary>True if a branch is an optimizer by its structure, or goes by the fixed name of one.</summary>
    public static bool IsCertain(string name, object? value) =>
        IsOptimizer(value) || (value is Mapping or Sequence && name is "opt_state" or "optimizer_states");

    /// <summary>True if a branch beside the weights is training state by its structure or its name.</summary>
    public static bool IsLikely(string name, object? value) =>
        IsOptimizer(value)
        || Names.Contains(name)
        || Beginnings.Any(b => name.StartsWith(b, StringComparison.OrdinalIgnoreCase));

    private static bool Has(Mapping mapping, string key) => mapping.Entries.Exists(e => e.Key is string name && name == key);
}
