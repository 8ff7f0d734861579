namespace VaeOnnx.Export.Graphs;

internal sealed partial class NodeProto
{
    /// <summary>The type that a Cast gives; null for any other node.</summary>
    public TensorProto.Types.DataType? CastsTo =>
        OpType == "Cast" && Attribute.FirstOrDefault(attribute => attribute.Name == "to") is { } to ? (TensorProto.Types.DataType)to.I : null;
}
