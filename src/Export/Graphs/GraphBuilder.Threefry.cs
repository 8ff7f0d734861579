using Google.Protobuf;
using VaeOnnx.Data;

namespace VaeOnnx.Export.Graphs;

/// <summary>
/// Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011; in JAX
/// <c>jax/_src/random/threefry2x32.py</c>) as integer operators.
/// </summary>
/// <remarks>
/// A word of 32 bits is an int64 from 0 to 2^32 − 1. Of the integer types that is the one which ONNX Runtime adds, multiplies and
/// divides on every platform (it has no Add of uint32), and nothing depends on what happens at an overflow: a sum is masked, and
/// a rotation is a remainder times a power of two, plus a quotient.
/// </remarks>
internal sealed partial class GraphBuilder
{
    private const long Word = 1L << 32;

    /// <summary>The parity word of the key schedule (SKEIN_KS_PARITY32 in Random123).</summary>
    private const long Parity = 0x1BD11BDA;

    private static readonly int[][] Rotations = [[13, 15, 26, 6], [17, 29, 16, 24]];

    /// <summary>
    /// 32 random bits for each counter: <c>jax.random.bits</c> in partitionable mode, where the counter is the index of the element.
    /// </summary>
    /// <param name="key">uint32 [2].</param>
    /// <param name="counters">int64 [M].</param>
    /// <returns>int64 [M].</returns>
    private GraphValue ThreefryBits(GraphValue key, GraphValue counters)
    {
        var schedule = KeySchedule(key);
        var x0 = WrappingSum("threefry/0/x0", Quotient("counter/high", counters, Word), schedule[0]);
        var x1 = WrappingSum("threefry/0/x1", Remainder("counter/low", counters, Word), schedule[1]);
        for (int group = 1; group <= 5; group++)
        {
            int[] rotations = Rotations[(group - 1) % 2];
            for (int i = 0; i < rotations.Length; i++)
            {
                var name = $"threefry/{(4 * (group - 1)) + i + 1}";
                x0 = WrappingSum($"{name}/x0", x0, x1);
                x1 = Flat("BitwiseXor", $"{name}/x1", RotateLeft(name, x1, rotations[i]), x0);
            }

            var injected = Flat("Add", $"threefry/key{group}", schedule[(group + 1) % 3], Whole(group));
            x0 = WrappingSum($"threefry/{4 * group}/keyed0", x0, schedule[group % 3]);
            x1 = WrappingSum($"threefry/{4 * group}/keyed1", x1, injected);
        }

        return Flat("BitwiseXor", "threefry/bits", x0, x1);
    }

    /// <summary>The two words of the key, and their parity: int64 [1] each.</summary>
    private GraphValue[] KeySchedule(GraphValue key)
    {
        var words = Emit("Cast", "key/words", [], [key], Integer("to", (long)TensorProto.Types.DataType.Int64));
        GraphValue first = new("key/0", []), second = new("key/1", []);
        nodes.Add(new("Split", [words, Integers("key/sizes", [1, 1])], [first, second], [Integer("axis", 0)]));
        var third = Flat("BitwiseXor", "key/2", Flat("BitwiseXor", "key/xor", first, second), Whole(Parity));
        return [first, second, third];
    }

    private GraphValue WrappingSum(string name, GraphValue x, GraphValue y) => Remainder(name, Flat("Add", $"{name}/sum", x, y), Word);

    private GraphValue RotateLeft(string name, GraphValue x, int count)
    {
        long above = Word >> count;
        var low = Flat("Mul", $"{name}/shifted", Remainder($"{name}/low", x, above), Whole(1L << count));
        return Flat("Add", $"{name}/rotated", low, Quotient($"{name}/high", x, above));
    }

    /// <summary>The remainder of a division by a power of two.</summary>
    private GraphValue Remainder(string name, GraphValue x, long divisor) => Flat("BitwiseAnd", name, x, Whole(divisor - 1));

    private GraphValue Quotient(string name, GraphValue x, long divisor) => Flat("Div", name, x, Whole(divisor));

    /// <summary>An operator on values that have no batch axis.</summary>
    private GraphValue Flat(string op, string name, params GraphValue[] inputs) => Emit(op, name, [], inputs);

    /// <summary>An int64 constant; one node's as another's.</summary>
    private GraphValue Whole(long number)
    {
        var name = $"int64/{number}";
        return constants.Find(constant => constant.Type == ElementType.Int64 && constant.Value.Name == name)?.Value
            ?? Add(name, [], ElementType.Int64, ByteString.CopyFrom(BitConverter.GetBytes(number)));
    }
}
