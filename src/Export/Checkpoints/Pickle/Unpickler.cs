using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Tree;

namespace VaeOnnx.Export.Checkpoints.Pickle;

/// <summary>
/// Reads one pickle: the opcodes that training programs' files need, the globals of <see cref="AllowedGlobals"/>, and nothing
/// is ever called. It does not recurse, does at most <see cref="MaxSteps"/> steps, and makes at most <see cref="MaxObjects"/> dicts, lists and objects.
/// </summary>
internal sealed class Unpickler
{
    private const int MaxSteps = 2_000_000;
    private const int MaxObjects = 300_000;
    private const int NewestProtocol = 5;

    private readonly ByteCursor cursor;
    private readonly PickleLiterals literals;
    private readonly PickleStack stack;
    private readonly PickleCalls calls;
    private int objects;

    /// <summary>Prepares to read.</summary>
    /// <param name="cursor">At the first byte of the pickle; afterwards behind its last.</param>
    /// <param name="find">Finds storages.</param>
    public Unpickler(ByteCursor cursor, FindStorage find)
    {
        this.cursor = cursor;
        literals = new PickleLiterals(cursor);
        stack = new PickleStack(cursor);
        calls = new PickleCalls(cursor, find);
    }

    /// <summary>The value that the pickle describes.</summary>
    public object? Read()
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            var opcode = (Opcode)cursor.Byte("the next opcode of its pickle");
            if (opcode == Opcode.Stop)
                return stack.Pop();

            if (!Structure(opcode) && !Memo(opcode) && !Objects(opcode))
                stack.Push(literals.Read(opcode));
        }

        throw cursor.Broken($"its pickle takes more than {MaxSteps} steps");
    }

    /// <summary>Containers and the stack itself.</summary>
    private bool Structure(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Mark:
                stack.Mark();
                break;
            case Opcode.Pop:
                stack.Pop();
                break;
            case Opcode.PopMark:
                stack.PopToMark();
                break;
            case Opcode.Dup:
                stack.Push(stack.Top());
                break;
            case Opcode.EmptyDict:
                Make(new Mapping());
                break;
            case Opcode.EmptyList or Opcode.EmptyTuple or Opcode.EmptySet:
                Make(new Sequence([]));
                break;
            case Opcode.Tuple or Opcode.List or Opcode.FrozenSet:
                Make(new Sequence(stack.PopToMark()));
                break;
            case Opcode.Tuple1 or Opcode.Tuple2 or Opcode.Tuple3:
                Make(stack.PopTuple(opcode - Opcode.Tuple1 + 1));
                break;
            case Opcode.Dict:
                var entries = stack.PopToMark();
                Make(new Mapping());
                SetItems(entries);
                break;
            case Opcode.Append:
                Append([stack.Pop()]);
                break;
            case Opcode.Appends or Opcode.AddItems:
                Append(stack.PopToMark());
                break;
            case Opcode.SetItem:
                SetItems(stack.PopTuple(2).Items);
                break;
            case Opcode.SetItems:
                SetItems(stack.PopToMark());
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
                stack.Remember(literals.Index());
                break;
            case Opcode.BinPut:
                stack.Remember(cursor.Byte("a memo index"));
                break;
            case Opcode.LongBinPut:
                stack.Remember(cursor.UInt32("a memo index"));
                break;
            case Opcode.Memoize:
                stack.Remember((uint)stack.MemoCount);
                break;
            case Opcode.Get:
                stack.Push(stack.Recall(literals.Index()));
                break;
            case Opcode.BinGet:
                stack.Push(stack.Recall(cursor.Byte("a memo index")));
                break;
            case Opcode.LongBinGet:
                stack.Push(stack.Recall(cursor.UInt32("a memo index")));
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
                if (cursor.Byte("the protocol of its pickle") is > NewestProtocol and var protocol)
                    throw Refusal.Unsupported(cursor.Where, $"is a pickle of protocol {protocol}; up to {NewestProtocol} are read");
                break;
            case Opcode.Frame:
                cursor.UInt64("a frame length");
                break;
            case Opcode.Global:
                stack.Push(calls.Global(literals.Line(), literals.Line()));
                break;
            case Opcode.StackGlobal:
                var name = stack.Pop();
                stack.Push(calls.Global(stack.Pop(), name));
                break;
            case Opcode.BinPersId:
                stack.Push(calls.Storage(stack.Pop()));
                break;
            case Opcode.Reduce or Opcode.NewObj:
                var arguments = stack.Pop();
                Make(calls.Make(stack.Pop(), arguments));
                break;
            case Opcode.NewObjEx:
                stack.Pop();
                arguments = stack.Pop();
                Make(calls.Make(stack.Pop(), arguments));
                break;
            case Opcode.Build:
                var state = stack.Pop();
                if (stack.Top() is InertObject inert)
                    inert.State = state;
                break;
            default:
                return false;
        }

        return true;
    }

    private void Make(object? made)
    {
        if (++objects > MaxObjects)
            throw cursor.Broken($"its pickle makes more than {MaxObjects} dicts, lists and objects");
        stack.Push(made);
    }

    private void Append(List<object?> items)
    {
        var target = stack.Top() switch
        {
            Sequence list => list,
            InertObject inert => inert.Elements,
            _ => throw cursor.Broken("its pickle appends to something that is no list"),
        };
        target.Items.AddRange(items);
    }

    private void SetItems(List<object?> keysAndValues)
    {
        var target = stack.Top() switch
        {
            Mapping mapping => mapping,
            InertObject inert => inert.Items,
            _ => throw cursor.Broken("its pickle sets entries of something that is no dict"),
        };
        if (keysAndValues.Count % 2 != 0)
            throw cursor.Broken("its pickle sets a key without a value");

        for (var i = 0; i < keysAndValues.Count; i += 2)
            target.Add(keysAndValues[i], keysAndValues[i + 1]);
    }
}
