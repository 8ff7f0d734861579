using VaeOnnx.Data;

namespace VaeOnnx.Export.Checkpoints.Pickle;

/// <summary>Every global that a pickle may name. A pickle is a program, and a global is how it reaches the rest of Python.</summary>
internal static class AllowedGlobals
{
    private static readonly Dictionary<string, PickleGlobal> Exact = Table();

    // Families of plain data descriptions whose members are many.
    private static readonly string[] InertModules =
    [
        "argparse", "collections", "datetime", "pathlib", "omegaconf", "torch.distributions.constraints",
        "numpy.dtypes", "pytorch_lightning.utilities.parsing", "lightning.pytorch.utilities.parsing", "lightning.fabric.utilities.data",
        "lightning_fabric.utilities.data",
    ];

    private static readonly string[] OtherTypes = ["complex", "float", "int", "uint", "qint", "quint", "bits"];

    /// <summary>The global of that name, or null if it is not allowed.</summary>
    public static PickleGlobal? Find(string module, string name)
    {
        var full = $"{module}.{name}";
        if (Exact.TryGetValue(full, out var known))
            return known;

        // A dotted name walks through attributes: 'collections' and 'abc.sys.modules' would leave the module.
        var isInert = !name.Contains('.', StringComparison.Ordinal)
            && InertModules.Any(m => module == m || module.StartsWith(m + ".", StringComparison.Ordinal));
        return isInert ? new PickleGlobal(full, GlobalKind.Inert) : null;
    }

    /// <summary>True for what PyTorch writes of complex, quantised, sparse and other tensors.</summary>
    public static bool IsOtherTensor(string module, string name) => module switch
    {
        "torch" => name.EndsWith("Storage", StringComparison.Ordinal) || OtherTypes.Any(t => name.StartsWith(t, StringComparison.Ordinal)),
        "torch._utils" => name.StartsWith("_rebuild_", StringComparison.Ordinal),
        _ => false,
    };

    private static Dictionary<string, PickleGlobal> Table()
    {
        var table = new Dictionary<string, PickleGlobal>(StringComparer.Ordinal);
        void Add(GlobalKind kind, ElementType? type, params string[] names)
        {
            foreach (var name in names)
                table.Add(name, new PickleGlobal(name, kind, type));
        }

        Add(GlobalKind.Tensor, null, "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2");
        Add(GlobalKind.TypedTensor, null, "torch._utils._rebuild_tensor_v3");
        Add(GlobalKind.Parameter, null, "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state");
        Add(GlobalKind.Subclass, null, "torch._tensor._rebuild_from_type_v2");
        Add(GlobalKind.Inert, null, "torch.Tensor", "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer");

        Add(GlobalKind.Dict, null, "collections.OrderedDict", "builtins.dict", "__builtin__.dict");
        Add(GlobalKind.List, null, "torch.Size");
        foreach (var builtins in new[] { "builtins", "__builtin__" })
        {
            Add(GlobalKind.List, null, $"{builtins}.set", $"{builtins}.frozenset", $"{builtins}.list", $"{builtins}.tuple");
            Add(GlobalKind.Inert, null, $"{builtins}.slice", $"{builtins}.range", $"{builtins}.Ellipsis", $"{builtins}.complex", $"{builtins}.bytearray", $"{builtins}.bytes", $"{builtins}.object");
            Add(GlobalKind.Inert, null, $"{builtins}.int", $"{builtins}.float", $"{builtins}.str", $"{builtins}.bool");
        }

        Add(GlobalKind.Inert, null, "torch.device", "torch.torch_version.TorchVersion", "_codecs.encode", "copy_reg._reconstructor", "copyreg._reconstructor");
        Add(GlobalKind.Inert, null, "types.SimpleNamespace", "typing.Any", "decimal.Decimal", "fractions.Fraction", "uuid.UUID", "numpy.dtype", "numpy.ndarray");
        foreach (var core in new[] { "numpy.core", "numpy._core" })
            Add(GlobalKind.Inert, null, $"{core}.multiarray.scalar", $"{core}.multiarray._reconstruct", $"{core}.numeric._frombuffer");

        Add(GlobalKind.Storage, ElementType.Float32, "torch.FloatStorage");
        Add(GlobalKind.Storage, ElementType.Float64, "torch.DoubleStorage");
        Add(GlobalKind.Storage, ElementType.Float16, "torch.HalfStorage");
        Add(GlobalKind.Storage, ElementType.BFloat16, "torch.BFloat16Storage");
        Add(GlobalKind.Storage, ElementType.Int64, "torch.LongStorage");
        Add(GlobalKind.Storage, ElementType.Int32, "torch.IntStorage");
        Add(GlobalKind.Storage, ElementType.Int16, "torch.ShortStorage");
        Add(GlobalKind.Storage, ElementType.Int8, "torch.CharStorage");
        Add(GlobalKind.Storage, ElementType.UInt8, "torch.ByteStorage", "torch.storage.UntypedStorage", "torch.UntypedStorage");
        Add(GlobalKind.Storage, ElementType.Bool, "torch.BoolStorage");

        foreach (var type in Enum.GetValues<ElementType>())
            Add(GlobalKind.DType, type, $"torch.{type.PythonName()}");
        return table;
    }
}
