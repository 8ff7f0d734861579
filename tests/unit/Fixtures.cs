namespace VaeOnnx.Tests.Unit;

/// <summary>The files under <c>fixtures/</c>, wherever the repository lies.</summary>
public static class Fixtures
{
    private static readonly string Root = Find();

    /// <summary>The path of a file or folder under <c>fixtures/</c>.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "VaeOnnx.sln")))
                return System.IO.Path.Combine(folder.FullName, "fixtures");
        }

        throw new DirectoryNotFoundException("VaeOnnx.sln is in no folder above the tests");
    }
}
