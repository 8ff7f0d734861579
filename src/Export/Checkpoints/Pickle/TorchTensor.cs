using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Tree;

namespace VaeOnnx.Export.Checkpoints.Pickle;

/// <summary>Finds the bytes of a storage by its key; the length is what the pickle says of it.</summary>
internal delegate TensorBytes FindStorage(string key, long length, ElementType type);

/// <summary>A storage as a pickle refers to it.</summary>
internal sealed record TorchStorage(TensorBytes Bytes, ElementType Type);

/// <summary>Makes tensors from what torch.save writes of them.</summary>
internal sealed class TorchTensor(ByteCursor cursor, FindStorage find)
{
    private string Where => $"{cursor.Where} (byte {cursor.Position})";

    /// <summary>From a persistent id: <c>('storage', type, key, location, number of elements)</c>.</summary>
    public TorchStorage Storage(object? id)
    {
        if (id is not Sequence { Items: ["storage", PickleGlobal { Kind: GlobalKind.Storage, Type: { } type }, string key, _, long count, ..] items })
            throw Refusal.Broken(Where, "refers to a storage in a way that PyTorch does not");
        if (items.Count > 5 && items[5] is not null)
            throw Refusal.Unsupported(Where, "holds views of storages as PyTorch before 0.4 wrote them; save it again with a newer one");
        if (count < 0 || count > long.MaxValue / type.Size())
            throw Refusal.Broken(Where, $"storage {Refusal.Quoted(key)} claims {count} elements");

        return new TorchStorage(find(key, count * type.Size(), type), type);
    }

    /// <summary>From the arguments of <c>_rebuild_tensor</c>: storage, offset, size, stride, and more that say nothing of the elements.</summary>
    public StoredTensor Tensor(object? arguments) =>
        arguments is Sequence { Items: [TorchStorage storage, long offset, Sequence size, Sequence stride, ..] }
            ? View(storage.Bytes, storage.Type, offset, size, stride)
            : throw Refusal.Broken(Where, "builds a tensor from something else than storage, offset, size and stride");

    /// <summary>From the arguments of <c>_rebuild_tensor_v3</c>: the same, and the element type after gradient and hooks.</summary>
    public StoredTensor TypedTensor(object? arguments) =>
        arguments is Sequence { Items: [TorchStorage storage, long offset, Sequence size, Sequence stride, _, _, PickleGlobal { Kind: GlobalKind.DType, Type: { } type }, ..] }
            ? View(storage.Bytes, type, offset, size, stride)
            : throw Refusal.Broken(Where, "builds a tensor from something else than storage, offset, size, stride and dtype");

    /// <summary>From the arguments of <c>_rebuild_from_type_v2</c>: the function for the tensor, the class around it, its arguments.</summary>
    public StoredTensor Subclass(object? arguments) => arguments is Sequence { Items: [PickleGlobal function, _, var inner, ..] }
        ? function.Kind switch
        {
            GlobalKind.Tensor => Tensor(inner),
            GlobalKind.TypedTensor => TypedTensor(inner),
            GlobalKind.Parameter => Parameter(inner),
            _ => throw Refusal.Broken(Where, $"builds a tensor with {Refusal.Quoted(function.Name)}"),
        }
        : throw Refusal.Broken(Where, "builds a tensor from something else than a function and its arguments");

    public StoredTensor Parameter(object? arguments) =>
        arguments is Sequence { Items: [StoredTensor tensor, ..] }
            ? tensor
            : throw Refusal.Broken(Where, "builds a parameter from something else than a tensor");

    private StoredTensor View(TensorBytes bytes, ElementType type, long offset, Sequence size, Sequence stride) =>
        StoredTensor.View(bytes, type, offset, Numbers(size), Numbers(stride), Where);

    private long[] Numbers(Sequence sequence) =>
        sequence.Items.Count <= StoredTensor.MaxRank && sequence.Items.TrueForAll(i => i is long)
            ? [.. sequence.Items.Select(i => (long)i!)]
            : throw Refusal.Broken(Where, $"has a size or stride that is not made of at most {StoredTensor.MaxRank} numbers");
}
