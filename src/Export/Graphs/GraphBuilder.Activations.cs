using System.Globalization;
using VaeOnnx.Data;

namespace VaeOnnx.Export.Graphs;

/// <summary>Element-wise functions: [N, …] → [N, …].</summary>
internal sealed partial class GraphBuilder
{
    public GraphValue Activate(GraphValue x, Activation activation) => activation.Kind switch
    {
        ActivationKind.Relu => Relu(x),
        ActivationKind.LeakyRelu => LeakyRelu(x, activation.Slope),
        ActivationKind.Elu => Map("Elu", x),
        ActivationKind.Selu => Map("Selu", x),
        ActivationKind.Tanh => Map("Tanh", x),
        ActivationKind.Sigmoid => Sigmoid(x),
        ActivationKind.Softplus => Softplus(x),
        ActivationKind.Silu => Binary("Mul", $"{x.Name}/silu", x, Sigmoid(x)),
        ActivationKind.Gelu => opset >= 20 ? Map("Gelu", x) : GeluByErf(x),
        ActivationKind.GeluTanh => opset >= 20 ? Map("Gelu", x, Text("approximate", "tanh")) : GeluByTanh(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "not an activation"),
    };

    public GraphValue Relu(GraphValue x) => Map("Relu", x);

    /// <summary>
    /// Always in float32: inside a float16 graph, ONNX Runtime takes log(1 + exp(x)) as it stands, which is infinite from 88 up.
    /// </summary>
    private GraphValue Softplus(GraphValue x)
    {
        if (precision != GraphPrecision.Fp16) return Map("Softplus", x);
        var softplus = Map("Softplus", Cast(x, $"{x.Name}/fp32", ElementType.Float32));
        return Cast(softplus, $"{softplus.Name}/fp16", ElementType.Float16);
    }

    public GraphValue Sigmoid(GraphValue x) => Map("Sigmoid", x);

    public GraphValue Log(GraphValue x) => Map("Log", x);

    /// <summary>factor · x.</summary>
    public GraphValue Scale(GraphValue x, float factor) =>
        Binary("Mul", $"{x.Name}/scaled", x, Scalar($"{x.Name}/factor", factor));

    /// <summary>
    /// The attribute of LeakyRelu is a float32, which 0.2 is not; whoever reads it takes the shortest decimal that it stands
    /// for. A slope that is none, 1/3 for example, is a constant of its own.
    /// </summary>
    private GraphValue LeakyRelu(GraphValue x, double slope) =>
        double.Parse(((float)slope).ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) == slope
            ? Map("LeakyRelu", x, Real("alpha", (float)slope))
            : Binary("PRelu", $"{x.Name}/prelu", x, Precise($"{x.Name}/slope", slope));

    /// <summary>x/2 · (1 + erf(x / √2)); Hendrycks and Gimpel 2016, equation before (2). The operator Gelu came with opset 20.</summary>
    private GraphValue GeluByErf(GraphValue x)
    {
        var name = $"{x.Name}/gelu";
        var erf = Map("Erf", Binary("Div", $"{name}/scaled", x, Precise($"{name}/sqrt2", Math.Sqrt(2))));
        var cumulative = Binary("Add", $"{name}/sum", erf, Scalar($"{name}/one", 1));
        return Binary("Mul", name, Binary("Mul", $"{name}/product", x, cumulative), Scalar($"{name}/half", 0.5f));
    }

    /// <summary>x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))); Hendrycks and Gimpel 2016, section 2.</summary>
    private GraphValue GeluByTanh(GraphValue x)
    {
        var name = $"{x.Name}/gelu";
        var cube = Binary("Mul", $"{name}/cube", Binary("Mul", $"{name}/square", x, x), x);
        var inner = Binary("Add", $"{name}/inner", x, Binary("Mul", $"{name}/cubic", cube, Precise($"{name}/coefficient", 0.044715)));
        var tanh = Map("Tanh", Binary("Mul", $"{name}/argument", inner, Precise($"{name}/sqrt2overpi", Math.Sqrt(2 / Math.PI))));
        var cumulative = Binary("Add", $"{name}/sum", tanh, Scalar($"{name}/one", 1));
        return Binary("Mul", name, Binary("Mul", $"{name}/product", x, cumulative), Scalar($"{name}/half", 0.5f));
    }

    /// <summary>
    /// A constant that float32 does not hold, as the sum of two that it does. In float32 the sum is the rounded constant
    /// (and folded when the graph is loaded); in float64 it is right to 14 digits, so that the graph can be compared
    /// with a float64 reference. In float16 it is right to 6 digits, like a weight that was rounded.
    /// </summary>
    private GraphValue Precise(string name, double value)
    {
        if (precision == GraphPrecision.Fp16) weights.Loss.AddConstant(ElementType.Float64);
        float high = precision == GraphPrecision.Fp16 ? (float)(Half)value : (float)value;
        return Binary("Add", name, Scalar($"{name}/high", high), Scalar($"{name}/low", (float)(value - high)));
    }

    private GraphValue Map(string op, GraphValue x, params AttributeProto[] attributes) =>
        Emit(op, $"{x.Name}/{op.ToLowerInvariant()}", x.Shape, [x], attributes);

    /// <summary>The second operand has the shape of the first, or is a scalar.</summary>
    private GraphValue Binary(string op, string name, GraphValue x, GraphValue y) => Emit(op, name, x.Shape, [x, y]);
}
