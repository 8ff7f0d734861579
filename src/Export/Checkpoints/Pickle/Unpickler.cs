using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Tree;

namespace VaeOnnx.Export.Checkpoints.Pickle;

/// <summary>
/// Reads one pickle: the opcodes that training programs' files need, the globals of <see cref="AllowedGlobals"/>, and nothing
/// is ever called. It does not recurse, and it does at most <see cref="MaxSteps"/> steps.
/// </summary>
internal sealed class Unpickler
{
    private const int MaxSteps = 4_000_000;
    private const int NewestProtocol = 5;

    private readonly ByteCursor _cursor;
    private readonly PickleLiterals _literals;
    private readonly PickleStack _stack;
    private readonly PickleCalls _calls;

    /// <summary>Prepares to read.</summary>
    /// <param name="cursor">At the first byte of the pickle; afterwards behind its last.</param>
    /// <param name="find">Finds storages.</param>
    public Unpickler(ByteCursor cursor, FindStorage find)
    {
        _cursor = cursor;
        _literals = new PickleLiterals(cursor);
        _stack = new PickleStack(cursor);
        _calls = new PickleCalls(cursor, find);
    }

    /// <summary>The value that the pickle describes.</summary>
    public object? Read()
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            var opcode = (Opcode)_cursor.Byte("the next opcode of its pickle");
            if (opcode == Opcode.Stop)
                return _stack.Pop();

            if (!Structure(opcode) && !Memo(opcode) && !Objects(opcode))
                _stack.Push(_literals.Read(opcode));
        }

        throw _cursor.Broken($"its pickle takes more than {MaxSteps} steps");
    }

    /// <summary>Containers and the stack itself.</summary>
    private bool Structure(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Mark:
                _stack.Mark();
                break;
            case Opcode.Pop:
                _stack.Pop();
                break;
            case Opcode.PopMark:
                _stack.PopToMark();
                break;
            case Opcode.Dup:
                _stack.Push(_stack.Top());
                break;
            case Opcode.EmptyDict:
                _stack.Push(new Mapping());
                break;
            case Opcode.EmptyList or Opcode.EmptyTuple or Opcode.EmptySet:
                _stack.Push(new Sequence([]));
                break;
            case Opcode.Tuple or Opcode.List or Opcode.FrozenSet:
                _stack.Push(new Sequence(_stack.PopToMark()));
                break;
            case Opcode.Tuple1 or Opcode.Tuple2 or Opcode.Tuple3:
                _stack.Push(_stack.PopTuple(opcode - Opcode.Tuple1 + 1));
                break;
            case Opcode.Dict:
                var entries = _stack.PopToMark();
                _stack.Push(new Mapping());
                SetItems(entries);
                break;
            case Opcode.Append:
                Append([_stack.Pop()]);
                break;
            case Opcode.Appends or Opcode.AddItems:
                Append(_stack.PopToMark());
                break;
            case Opcode.SetItem:
                SetItems(_stack.PopTuple(2).Items);
                break;
            case Opcode.SetItems:
                SetItems(_stack.PopToMark());
                break;
            default:
                return false;
        }

        return true;
    }

    private bool Memo(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Put:
                _stack.Remember(_literals.Index());
                break;
            case Opcode.BinPut:
                _stack.Remember(_cursor.Byte("a memo index"));
                break;
            case Opcode.LongBinPut:
                _stack.Remember(_cursor.UInt32("a memo index"));
                break;
            case Opcode.Memoize:
                _stack.Remember((uint)_stack.MemoCount);
                break;
            case Opcode.Get:
                _stack.Push(_stack.Recall(_literals.Index()));
                break;
            case Opcode.BinGet:
                _stack.Push(_stack.Recall(_cursor.Byte("a memo index")));
                break;
            case Opcode.LongBinGet:
                _stack.Push(_stack.Recall(_cursor.UInt32("a memo index")));
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>Globals, and objects made from them.</summary>
    private bool Objects(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Proto:
                if (_cursor.Byte("the protocol of its pickle") is > NewestProtocol and var protocol)
                    throw Refusal.Unsupported(_cursor.Where, $"is a pickle of protocol {protocol}; up to {NewestProtocol} are read");
                break;
            case Opcode.Frame:
                _cursor.UInt64("a frame length");
                break;
            case Opcode.Global:
                _stack.Push(_calls.Global(_literals.Line(), _literals.Line()));
                break;
            case Opcode.StackGlobal:
                var name = _stack.Pop();
                _stack.Push(_calls.Global(_stack.Pop(), name));
                break;
            case Opcode.BinPersId:
                _stack.Push(_calls.Storage(_stack.Pop()));
                break;
            case Opcode.Reduce or Opcode.NewObj:
                var arguments = _stack.Pop();
                _stack.Push(_calls.Make(_stack.Pop(), arguments));
                break;
            case Opcode.NewObjEx:
                _stack.Pop();
                arguments = _stack.Pop();
                _stack.Push(_calls.Make(_stack.Pop(), arguments));
                break;
            case Opcode.Build:
                var state = _stack.Pop();
                if (_stack.Top() is InertObject inert)
                    inert.State = state;
                break;
            default:
                return false;
        }

        return true;
    }

    private void Append(List<object?> items)
    {
        var target = _stack.Top() switch
        {
            Sequence list => list,
            InertObject inert => inert.Elements,
            _ => throw _cursor.Broken("its pickle appends to something that is no list"),
        };
        target.Items.AddRange(items);
    }

    private void SetItems(List<object?> keysAndValues)
    {
        var target = _stack.Top() switch
        {
            Mapping mapping => mapping,
            InertObject inert => inert.Items,
            _ => throw _cursor.Broken("its pickle sets entries of something that is no dict"),
        };
        if (keysAndValues.Count % 2 != 0)
            throw _cursor.Broken("its pickle sets a key without a value");

        for (var i = 0; i < keysAndValues.Count; i += 2)
            target.Add(keysAndValues[i], keysAndValues[i + 1]);
    }
}
