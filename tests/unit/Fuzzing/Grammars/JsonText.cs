using System.Text;

namespace VaeOnnx.Tests.Unit.Fuzzing.Grammars;

/// <summary>JSON, and the Python literals in the header of a .npy file: texts, words and numbers, signs, white space.</summary>
internal sealed class JsonText : Grammar
{
    public static IReadOnlyList<byte[]> Others { get; } =
    [
        .. new[]
        {
            "{", "}", "[", "]", "(", ")", ":", ",", "\"\"", "''", "null", "true", "false", "True", "None", "0", "-1", "1e400", "0.5", "NaN", "9223372036854775807",
            "18446744073709551616", "4611686018427387904", "\"\\ud800\"", "\"\\u0000\"", "\"\\u001b[2J\"", "\"a\"", "\"__metadata__\"", "\"dtype\"", "\"shape\"",
            "\"data_offsets\"", "\"F64\"", "\"BOOL\"", "\"weight_map\"", "\"../x\"", "\"joint\"", "\"halves\"", "\"slope\"", "\"std\"", "\"recon_logvar\"", "\"logits\"",
            "'descr'", "'<f8'", "'|O'", "'>f4'", "'|b1'", "'shape'", "'fortran_order'", "\ufeff", "\n", " ",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override List<byte[]> Split(byte[] file)
    {
        var pieces = new List<byte[]>();
        for (int start = 0; start < file.Length;)
        {
            int end = End(file, start);
            pieces.Add(file[start..end]);
            start = end;
        }

        return pieces;
    }

    private static int End(byte[] file, int start)
    {
        int end = start + 1;
        if (file[start] is (byte)'"' or (byte)'\'')
        {
            while (end < file.Length && file[end] != file[start]) end += file[end] == '\\' ? 2 : 1;
            return Math.Min(end + 1, file.Length);
        }

        if (IsWord(file[start])) while (end < file.Length && IsWord(file[end])) end++;
        else if (file[start] is (byte)' ') while (end < file.Length && file[end] is (byte)' ') end++;
        return end;
    }

    private static bool IsWord(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or (byte)'+' or (byte)'.';
}
