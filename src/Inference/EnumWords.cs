namespace VaeOnnx.Inference;

/// <summary>Enum values as metadata and file names spell them: the name in lower case.</summary>
internal static class EnumWords
{
    public static string Write<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The exact inverse of <see cref="Write"/>: numbers, other cases and blanks are no words.</summary>
    public static bool TryRead<T>(string word, out T value)
        where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (Write(candidate) == word)
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>All words, for messages: <c>bernoulli, gaussian, none</c>.</summary>
    public static string List<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Write));
}
