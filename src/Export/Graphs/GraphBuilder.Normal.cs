using VaeOnnx.Inference;

namespace VaeOnnx.Export.Graphs;

/// <summary>Standard normal numbers from a key, as <c>jax.random.normal</c> draws them in float32.</summary>
internal sealed partial class GraphBuilder
{
    /// <summary>The float32 after −1, so that −1 cannot occur.</summary>
    private const float Lowest = -0.99999994f;

    /// <summary>Giles' polynomial for |x| not near 1, the highest power first (<c>xla/hlo/builder/lib/math.cc</c>).</summary>
    private static readonly float[] CentralErfInv =
    [
        2.81022636e-08f, 3.43273939e-07f, -3.5233877e-06f, -4.39150654e-06f, 0.00021858087f, -0.00125372503f, -0.00417768164f,
        0.246640727f, 1.50140941f,
    ];

    /// <summary>And for |x| near 1.</summary>
    private static readonly float[] OuterErfInv =
    [
        -0.000200214257f, 0.000100950558f, 0.00134934322f, -0.00367342844f, 0.00573950773f, -0.0076224613f, 0.00943887047f,
        1.00167406f, 2.83297682f,
    ];

    /// <summary>Declares the key, as <c>jax.random.key_data</c> gives it: uint32 [2].</summary>
    public GraphValue KeyInput() => Input(new(PairContract.Key, [2]) { Type = TensorProto.Types.DataType.Uint32, IsBatched = false });

    /// <summary>Declares how many are drawn: an int64 scalar.</summary>
    public GraphValue CountInput() => Input(new(PairContract.Count, []) { Type = TensorProto.Types.DataType.Int64, IsBatched = false });

    private GraphValue Input(GraphValue value)
    {
        inputs.Add((value.Name, value));
        return value;
    }

    /// <summary><c>jax.random.normal(key, (count, *shape))</c>: [count, …shape].</summary>
    public GraphValue Normal(GraphValue key, GraphValue count, IReadOnlyList<long> shape)
    {
        var rows = Flat("Reshape", "count/rows", count, Integers("count/vector", [1]));
        var target = Emit("Concat", "draws/shape", [], [rows, Integers("draws/row", [.. shape])], Integer("axis", 0));
        var total = Flat("Mul", "draws/total", count, Whole(shape.Aggregate(1L, (product, size) => product * size)));
        return Normal(key, total, target, shape);
    }

    /// <summary><c>jax.random.normal(key, like.shape)</c>: [N, …].</summary>
    public GraphValue NormalLike(GraphValue key, GraphValue like) =>
        Normal(key, Flat("Size", "draws/total", like), Flat("Shape", "draws/shape", like), like.Shape);

    /// <summary>mean + eps · exp(logvar / 2), [N, …latent] each.</summary>
    public GraphValue Reparametrise(GraphValue mean, GraphValue logVar, GraphValue eps)
    {
        var deviation = Map("Exp", Scale(logVar, 0.5f));
        return Binary("Add", "draws/latent", mean, Binary("Mul", "draws/spread", eps, deviation));
    }

    private GraphValue Normal(GraphValue key, GraphValue total, GraphValue target, IReadOnlyList<long> shape)
    {
        var counters = Flat("Range", "counter", Whole(0), total, Whole(1)); // [M]
        return Emit("Reshape", "draws", shape, [NormalOfBits(ThreefryBits(key, counters)), target]);
    }

    /// <summary>
    /// √2 · erf⁻¹(u) with u = m · 2⁻²² − 0.99999994 for the upper 23 bits m: <c>_normal_real</c> in <c>jax/_src/random/core.py</c>.
    /// JAX takes log1p(−u²); 1 − u² is rounded where u² is below a half, where that is of no account, and exact above.
    /// </summary>
    private GraphValue NormalOfBits(GraphValue bits)
    {
        var mantissa = Emit(
            "Cast", "uniform/mantissa", [], [Quotient("uniform/bits", bits, 1 << 9)], Integer("to", (long)TensorProto.Types.DataType.Float));
        var scaled = Flat("Mul", "uniform/scaled", mantissa, Scalar("uniform/unit", 1f / (1 << 22)));
        var u = Flat("Add", "uniform", scaled, Scalar("uniform/lowest", Lowest));
        var rest = Flat("Sub", "normal/rest", Scalar("normal/one", 1), Flat("Mul", "normal/square", u, u));
        var w = Flat("Neg", "normal/w", Flat("Log", "normal/log", rest));
        var central = Polynomial("normal/central", Flat("Sub", "normal/central/t", w, Scalar("normal/central/origin", 2.5f)), CentralErfInv);
        var root = Flat("Sqrt", "normal/root", w);
        var outer = Polynomial("normal/outer", Flat("Sub", "normal/outer/t", root, Scalar("normal/outer/origin", 3)), OuterErfInv);
        var isCentral = Flat("Less", "normal/is_central", w, Scalar("normal/limit", 5));
        var inverse = Flat("Mul", "normal/erfinv", u, Flat("Where", "normal/slope", isCentral, central, outer));
        return Flat("Mul", "normal", inverse, Scalar("normal/sqrt2", MathF.Sqrt(2)));
    }

    /// <summary>Horner's rule.</summary>
    private GraphValue Polynomial(string name, GraphValue t, float[] coefficients)
    {
        var sum = Scalar($"{name}/c{coefficients.Length - 1}", coefficients[0]);
        for (int i = 1; i < coefficients.Length; i++)
        {
            int power = coefficients.Length - 1 - i;
            var product = Flat("Mul", $"{name}/p{power}", sum, t);
            sum = Flat("Add", $"{name}/s{power}", product, Scalar($"{name}/c{power}", coefficients[i]));
        }

        return sum;
    }
}
