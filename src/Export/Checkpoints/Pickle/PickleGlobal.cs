using VaeOnnx.Data;

namespace VaeOnnx.Export.Checkpoints.Pickle;

/// <summary>What an allowed global stands for. None of them is ever called: each has its own meaning here.</summary>
internal enum GlobalKind
{
    /// <summary>A class that only describes data.</summary>
    Inert,

    /// <summary>A dict, with its entries as arguments or set on it.</summary>
    Dict,

    /// <summary>A list, tuple or set.</summary>
    List,

    /// <summary>The type of a storage.</summary>
    Storage,

    /// <summary>A torch dtype.</summary>
    DType,

    /// <summary><c>torch._utils._rebuild_tensor(storage, offset, size, stride)</c>, and <c>_v2</c> with further arguments.</summary>
    Tensor,

    /// <summary><c>torch._utils._rebuild_tensor_v3</c>: the element type is an argument, the storage has none.</summary>
    TypedTensor,

    /// <summary><c>torch._utils._rebuild_parameter(tensor, …)</c>: the tensor.</summary>
    Parameter,

    /// <summary><c>torch._tensor._rebuild_from_type_v2(function, class, arguments, …)</c>: a tensor with attributes.</summary>
    Subclass,
}

/// <summary>A global that a pickle may name.</summary>
/// <param name="Name">Module and name, e.g. <c>torch._utils._rebuild_tensor_v2</c>.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Type">Of a storage or dtype; null where the file says it elsewhere.</param>
internal sealed record PickleGlobal(string Name, GlobalKind Kind, ElementType? Type = null);
