using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>What one operator does: from a node with its inputs to its outputs.</summary>
internal delegate BoundedTensor[] Operator(Node node);

/// <summary>
/// Every ONNX operator that verification knows. To add one, write a method from a node to its outputs and name it here.
/// </summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, Operator> Operators = new(StringComparer.Ordinal)
    {
        ["Gemm"] = One(Linear.Gemm),
        ["MatMul"] = One(Linear.MatMul),
        ["Conv"] = One(Convolution.Conv),
        ["ConvTranspose"] = One(Convolution.ConvTranspose),
        ["BatchNormalization"] = One(Normalization.BatchNormalization),

        ["Clip"] = One(ElementWise.Clip),
        ["Elu"] = One(ElementWise.Elu),
        ["Erf"] = One(ElementWise.Erf),
        ["Exp"] = One(ElementWise.Exp),
        ["Gelu"] = One(ElementWise.Gelu),
        ["Identity"] = One(node => node.Tensor(0)),
        ["LeakyRelu"] = One(ElementWise.LeakyRelu),
        ["Log"] = One(ElementWise.Log),
        ["Neg"] = One(ElementWise.Neg),
        ["Relu"] = One(ElementWise.Relu),
        ["Selu"] = One(ElementWise.Selu),
        ["Sigmoid"] = One(ElementWise.Sigmoid),
        ["Softplus"] = One(ElementWise.Softplus),
        ["Sqrt"] = One(ElementWise.Sqrt),
        ["Tanh"] = One(ElementWise.Tanh),

        ["Add"] = OfType(BasicArithmetic.Add, IntegerArithmetic.Add),
        ["Div"] = OfType(BasicArithmetic.Div, IntegerArithmetic.Div),
        ["Mul"] = OfType(BasicArithmetic.Mul, IntegerArithmetic.Mul),
        ["PRelu"] = One(BasicArithmetic.PRelu),
        ["Sub"] = OfType(BasicArithmetic.Sub, IntegerArithmetic.Sub),

        ["BitwiseAnd"] = One(IntegerArithmetic.And),
        ["BitwiseXor"] = One(IntegerArithmetic.Xor),
        ["Cast"] = One(IntegerArithmetic.Cast),
        ["Range"] = One(IntegerArithmetic.Range),
        ["Shape"] = One(IntegerArithmetic.Shape),
        ["Size"] = One(IntegerArithmetic.Size),

        ["Less"] = One(Selection.Less),
        ["Where"] = One(Selection.Where),

        ["Concat"] = One(Shaping.Concat),
        ["Flatten"] = One(Shaping.Flatten),
        ["ReduceSum"] = One(Reduction.Sum),
        ["Reshape"] = One(Shaping.Reshape),
        ["Slice"] = One(Shaping.Slice),
        ["Split"] = Shaping.Split,

        ["Expand"] = One(Indexing.Expand),
        ["Gather"] = One(Indexing.Gather),
        ["Transpose"] = One(Indexing.Transpose),
    };

    public static IEnumerable<string> Names => Operators.Keys;

    public static Operator Find(NodeProto proto, Node node) =>
        proto.Domain is "" or "ai.onnx" && Operators.TryGetValue(proto.OpType, out var known)
            ? known
            : throw node.Unsupported("verification does not know this operator");

    private static Operator OfType(Func<Node, BoundedTensor> real, Func<Node, BoundedTensor> whole) =>
        One(node => node.Tensor(0).IsInteger ? whole(node) : real(node));

    private static Operator One(Func<Node, BoundedTensor> evaluate) => node => [evaluate(node)];
}
