using VaeOnnx.Inference;

namespace VaeOnnx.Data;

/// <summary>The few Python literals that a .npy header is made of.</summary>
internal ref struct PythonLiteral(ReadOnlySpan<char> text, string where)
{
    private readonly ReadOnlySpan<char> _text = text;
    private readonly string _where = where;
    private int _position;

    public bool TryTake(char expected)
    {
        SkipSpaces();
        if (_position >= _text.Length || _text[_position] != expected)
            return false;

        _position++;
        return true;
    }

    public void Expect(char expected)
    {
        if (!TryTake(expected))
            throw Broken($"'{expected}'");
    }

    public string String()
    {
        var quote = TryTake('\'') ? '\'' : TryTake('"') ? '"' : throw Broken("a string");
        var length = _text[_position..].IndexOf(quote);
        if (length < 0)
            throw Broken("the end of a string");

        var value = _text.Slice(_position, length).ToString();
        _position += length + 1;
        return value;
    }

    public bool Bool()
    {
        SkipSpaces();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (_text[_position..].StartsWith(word))
            {
                _position += word.Length;
                return value;
            }
        }

        throw Broken("True or False");
    }

    public List<long> Tuple(int maxLength)
    {
        var values = new List<long>();
        Expect('(');
        while (!TryTake(')'))
        {
            if (values.Count == maxLength)
                throw Broken($"at most {maxLength} dimensions");

            values.Add(NonNegative());
            if (!TryTake(','))
            {
                Expect(')');
                break;
            }
        }

        return values;
    }

    public void End()
    {
        SkipSpaces();
        if (_position < _text.Length)
            throw Broken("its end");
    }

    private long NonNegative()
    {
        SkipSpaces();
        var length = 0;
        while (_position + length < _text.Length && char.IsAsciiDigit(_text[_position + length]))
            length++;

        if (!long.TryParse(_text.Slice(_position, length), out var value))
            throw Broken("a dimension");

        _position += length;
        return value;
    }

    private void SkipSpaces()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n' or '\t')
            _position++;
    }

    private readonly VaeOnnxException Broken(string expected) =>
        new(ErrorKind.Input, $"{_where}: its .npy header is not a Python dict of descr, fortran_order and shape: expected {expected} at character {_position}");
}
