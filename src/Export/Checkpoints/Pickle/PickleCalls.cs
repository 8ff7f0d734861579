using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Tree;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Pickle;

/// <summary>What stands in for the globals that a pickle names and for the calls it makes of them.</summary>
internal sealed class PickleCalls(ByteCursor cursor, FindStorage find)
{
    private const string SaveWeights = "save torch.save(model.state_dict(), …)";
    private const int MaxCopies = 4_000_000;
    private const int LongestLook = 16 << 20;

    private readonly TorchTensor tensors = new(cursor, find);
    private bool sawGlobal;
    private int copies;

    /// <summary>The global of that name, if a pickle may name it.</summary>
    public PickleGlobal Global(object? module, object? name)
    {
        if (module is not string moduleName || name is not string globalName)
            throw cursor.Broken("its pickle names a global by something else than text");

        var isFirst = !sawGlobal;
        sawGlobal = true;
        return AllowedGlobals.Find(moduleName, globalName) ?? throw Refuse(moduleName, globalName, isFirst);
    }

    /// <summary>What stands in for the call of a global.</summary>
    public object? Make(object? callable, object? arguments) => callable switch
    {
        PickleGlobal { Kind: GlobalKind.Tensor } => tensors.Tensor(arguments),
        PickleGlobal { Kind: GlobalKind.TypedTensor } => tensors.TypedTensor(arguments),
        PickleGlobal { Kind: GlobalKind.Parameter } => tensors.Parameter(arguments),
        PickleGlobal { Kind: GlobalKind.Subclass } => tensors.Subclass(arguments),
        PickleGlobal { Kind: GlobalKind.Dict } => Dict(arguments),
        PickleGlobal { Kind: GlobalKind.List } => arguments is Sequence { Items: [Sequence items] } ? items : new Sequence([]),
        PickleGlobal { Kind: GlobalKind.Inert, Name: var name } => new InertObject(name, arguments),
        _ => throw cursor.Broken("its pickle calls something that is no global"),
    };

    /// <summary>The storage that a persistent id names.</summary>
    public TorchStorage Storage(object? id) => tensors.Storage(id);

    /// <summary>An OrderedDict may be made from a list of pairs.</summary>
    private Mapping Dict(object? arguments)
    {
        if (arguments is Sequence { Items: [Mapping entries] })
            return entries;

        var mapping = new Mapping();
        foreach (var pair in arguments is Sequence { Items: [Sequence pairs] } ? pairs.Items : [])
        {
            // One list may be given many times over.
            if (++copies > MaxCopies)
                throw cursor.Broken($"its pickle copies more than {MaxCopies} entries");
            if (pair is not Sequence { Items: [var key, var value] })
                throw cursor.Broken("its pickle makes a dict from something else than pairs");
            mapping.Add(key, value);
        }

        return mapping;
    }

    /// <summary>True for an empty tuple and NEWOBJ, perhaps behind a place in the memo: an object of a class, not a call of a function.</summary>
    private static bool MakesObject(ReadOnlySpan<byte> next) => next switch
    {
        [(byte)Opcode.BinPut, _, .. var rest] => MakesObject(rest),
        [(byte)Opcode.Memoize, .. var rest] => MakesObject(rest),
        _ => next is [(byte)Opcode.EmptyTuple, (byte)Opcode.NewObj, ..],
    };

    private VaeOnnxException Refuse(string module, string name, bool isFirst)
    {
        var global = Refusal.Quoted($"{module}.{name}");
        if (AllowedGlobals.IsOtherTensor(module, name))
            return Refusal.Unsupported(cursor.Where, $"holds a tensor of a kind that is not read ({global}); save plain float32, float16, bfloat16 or float64 tensors");

        var isModule = module == "__main__"
            || module.StartsWith("torch.nn.", StringComparison.Ordinal)
            || (isFirst && MakesObject(cursor.Ahead(6)) && cursor.Ahead(LongestLook).IndexOf("torch.nn.modules."u8) >= 0);
        if (isModule)
        {
            return Refusal.Unsupported(
                cursor.Where,
                $"holds a whole module, an object of the class {global}, which only its own Python code can read; load it there and {SaveWeights}");
        }

        return Refusal.Broken(cursor.Where, $"refused the global {global}: a pickle that reaches for it may run code. Load it where you trust it and {SaveWeights}");
    }
}
