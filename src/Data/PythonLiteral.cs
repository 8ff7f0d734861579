using VaeOnnx.Inference;

namespace VaeOnnx.Data;

/// <summary>The few Python literals that a .npy header is made of.</summary>
internal ref struct PythonLiteral(ReadOnlySpan<char> text, string where)
{
    private readonly ReadOnlySpan<char> text = text;
    private readonly string where = where;
    private int position;

    public bool TryTake(char expected)
    {
        SkipSpaces();
        if (position >= text.Length || text[position] != expected)
            return false;

        position++;
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
        var length = text[position..].IndexOf(quote);
        if (length < 0)
            throw Broken("the end of a string");

        var value = text.Slice(position, length).ToString();
        position += length + 1;
        return value;
    }

    public bool Bool()
    {
        SkipSpaces();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (text[position..].StartsWith(word))
            {
                position += word.Length;
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
        if (position < text.Length)
            throw Broken("its end");
    }

    private long NonNegative()
    {
        SkipSpaces();
        var length = 0;
        while (position + length < text.Length && char.IsAsciiDigit(text[position + length]))
            length++;

        if (!long.TryParse(text.Slice(position, length), out var value))
            throw Broken("a dimension");

        position += length;
        return value;
    }

    private void SkipSpaces()
    {
        while (position < text.Length && text[position] is ' ' or '\n' or '\t')
            position++;
    }

    private readonly VaeOnnxException Broken(string expected) =>
        new(ErrorKind.Input, $"{where}: its .npy header is not a Python dict of descr, fortran_order and shape: expected {expected} at character {position}");
}
