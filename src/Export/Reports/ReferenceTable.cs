namespace VaeOnnx.Export.Reports;
internal static class ReferenceTable { public static string[] Header => []; public static IEnumerable<string[]> Rows(Verification.ReferenceReport r) => []; }
