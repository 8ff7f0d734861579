using System.Text.Json;
using NumSharp;

namespace VaeOnnx.Tests.Parity;

/// <summary>A folder under fixtures/ with a <c>case.json</c> and the arrays that a Python program computed from a checkpoint.</summary>
public sealed class ReferenceCase
{
    public static readonly string Repository = FindRepository();

    private readonly JsonElement facts;

    private ReferenceCase(string folder)
    {
        Folder = folder;
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        facts = document.RootElement.Clone();
    }

    public string Folder { get; }

    /// <summary>Every case of fixtures/ with every checkpoint that has to give its arrays: <c>torch-mnist</c>, <c>model.pt</c>.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            var fixtures = Path.Combine(Repository, "fixtures");
            foreach (var path in Directory.EnumerateFiles(fixtures, "case.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var folder = Path.GetDirectoryName(path)!;
                if (!File.Exists(Path.Combine(folder, "x.npy"))) continue;
                foreach (var checkpoint in new ReferenceCase(folder).Checkpoints) all.Add(Path.GetRelativePath(fixtures, folder), checkpoint);
            }

            return all;
        }
    }

    public static ReferenceCase Open(string name) => new(Path.Combine(Repository, "fixtures", name));

    /// <summary>The labels of a conditional model, else null.</summary>
    public long[]? Labels => Has("y") ? Load("y").ToArray<long>() : null;

    /// <summary>An architecture file of those that ship, for models that no family knows by their names and no file beside them describes.</summary>
    public string? Architecture => facts.TryGetProperty("architecture", out var name)
        ? Path.Combine(Repository, "src", "Export", "Architectures", "published", name.GetString()!)
        : null;

    public bool Has(string array) => File.Exists(PathOf(array));

    /// <summary>The shape of an array. NumSharp reads it; the arrays here have an axis or more.</summary>
    public int[] Shape(string array) => Load(array).shape.Select(size => (int)size).ToArray();

    public float[] Singles(string array) => Load(array).ToArray<float>();

    public double[] Doubles(string array) => Load(array).ToArray<double>();

    private IEnumerable<string> Checkpoints => facts.TryGetProperty("checkpoints", out var several)
        ? several.EnumerateArray().Select(name => name.GetString()!)
        : [facts.GetProperty("checkpoint").GetString()!];

    private NDArray Load(string array) => (NDArray)np.load(PathOf(array));

    private string PathOf(string array) => Path.Combine(Folder, $"{array}.npy");

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "VaeOnnx.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
