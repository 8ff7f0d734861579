namespace VaeOnnx.Export.Verification;
/// <summary>stub</summary>
public sealed record ReferenceReport(string Directory, bool Passed, IReadOnlyList<string> NotJudged);
internal static class ReferenceCheck { public static ReferenceReport Check(string folder, params object?[] rest) => throw new NotImplementedException(); }
