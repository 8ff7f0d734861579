using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Tree;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Pickle;

/// <summary>The stack that a pickle works on, with its marks and its memo; all bounded.</summary>
internal sealed class PickleStack(ByteCursor cursor)
{
    private const int MaxDepth = 250_000;
    private const int MaxMemo = 500_000;

    private readonly List<object?> values = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];

    public int MemoCount => memo.Count;

    public void Push(object? value)
    {
        if (values.Count >= MaxDepth)
            throw cursor.Broken($"its pickle holds more than {MaxDepth} values at once");
        values.Add(value);
    }

    public object? Pop()
    {
        var value = Top();
        values.RemoveAt(values.Count - 1);
        return value;
    }

    /// <summary>The topmost value above the last mark.</summary>
    public object? Top() =>
        values.Count > (marks.Count == 0 ? 0 : marks[^1])
            ? values[^1]
            : throw NoValue();

    public void Mark()
    {
        if (marks.Count >= MaxDepth)
            throw cursor.Broken($"its pickle has more than {MaxDepth} marks at once");
        marks.Add(values.Count);
    }

    /// <summary>Removes the last mark and the values above it.</summary>
    public List<object?> PopToMark()
    {
        if (marks.Count == 0)
            throw cursor.Broken("its pickle goes back to a mark where there is none");

        var start = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        var above = values.GetRange(start, values.Count - start);
        values.RemoveRange(start, above.Count);
        return above;
    }

    /// <summary>Removes the given number of values and makes them a tuple.</summary>
    public Sequence PopTuple(int count)
    {
        if (values.Count - count < (marks.Count == 0 ? 0 : marks[^1]))
            throw NoValue();

        var items = values.GetRange(values.Count - count, count);
        values.RemoveRange(values.Count - count, count);
        return new Sequence(items);
    }

    public void Remember(uint index)
    {
        memo[index] = Top();
        if (memo.Count > MaxMemo)
            throw cursor.Broken($"its pickle remembers more than {MaxMemo} values");
    }

    public object? Recall(uint index) =>
        memo.TryGetValue(index, out var value) ? value : throw cursor.Broken($"its pickle refers to value {index}, which it has not stored");

    private VaeOnnxException NoValue() => cursor.Broken("its pickle takes a value where there is none");
}
