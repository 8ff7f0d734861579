using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints;

/// <summary>The two ways in which a reader gives up, and how it prints names that a file chose.</summary>
internal static class Refusal
{
    /// <summary>The file is broken or hostile.</summary>
    public static VaeOnnxException Broken(string where, string what, Exception? reason = null) =>
        new(ErrorKind.Input, $"{where}: {what}", reason);

    /// <summary>The data are not those that were saved.</summary>
    public static VaeOnnxException Damaged(string where) =>
        Broken(where, "does not have the checksum (CRC-32) that the archive states: the file is damaged; copy or download it again");

    /// <summary>The file is well, but not of a kind that is read.</summary>
    public static VaeOnnxException Unsupported(string where, string what) =>
        new(ErrorKind.Unsupported, $"{where}: {what}");

    /// <summary>A name from a file in quotes, safe for a terminal.</summary>
    public static string Quoted(string name) => $"'{Text.Printable(name)}'";
}
