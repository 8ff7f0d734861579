using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Tree;

namespace VaeOnnx.Export.Checkpoints.Pickle;

/// <summary>The stack that a pickle works on, with its marks and its memo; all bounded.</summary>
internal sealed class PickleStack(ByteCursor cursor)
{
    private const int MaxDepth = 1_000_000;
    private const int MaxMemo = 4_000_000;

    private readonly List<object?> _values = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];

    public int MemoCount => _memo.Count;

    public void Push(object? value)
    {
        if (_values.Count >= MaxDepth)
            throw cursor.Broken($"its pickle holds more than {MaxDepth} values at once");
        _values.Add(value);
    }

    public object? Pop()
    {
        var value = Top();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>The topmost value above the last mark.</summary>
    public object? Top() =>
        _values.Count > (_marks.Count == 0 ? 0 : _marks[^1])
            ? _values[^1]
            : throw cursor.Broken("its pickle takes a value where there is none");

    public void Mark()
    {
        if (_marks.Count >= MaxDepth)
            throw cursor.Broken($"its pickle has more than {MaxDepth} marks at once");
        _marks.Add(_values.Count);
    }

    /// <summary>Removes the last mark and the values above it.</summary>
    public List<object?> PopToMark()
    {
        if (_marks.Count == 0)
            throw cursor.Broken("its pickle goes back to a mark where there is none");

        var start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        var above = _values.GetRange(start, _values.Count - start);
        _values.RemoveRange(start, above.Count);
        return above;
    }

    /// <summary>Removes the given number of values and makes them a tuple.</summary>
    public Sequence PopTuple(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            items[i] = Pop();
        return new Sequence([.. items]);
    }

    public void Remember(uint index)
    {
        _memo[index] = Top();
        if (_memo.Count > MaxMemo)
            throw cursor.Broken($"its pickle remembers more than {MaxMemo} values");
    }

    public object? Recall(uint index) =>
        _memo.TryGetValue(index, out var value) ? value : throw cursor.Broken($"its pickle refers to value {index}, which it has not stored");
}
