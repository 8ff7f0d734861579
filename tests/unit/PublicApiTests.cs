using PublicApiGenerator;
using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Inference;
using VaeOnnx.Inference.Extensions;

namespace VaeOnnx.Tests.Unit;

/// <summary>
/// The public surface of each package is a checked file. After a change that is meant, replace it by what the failing test wrote
/// into the temporary folder that it names.
/// </summary>
public class PublicApiTests
{
    public static TheoryData<Type, string> Assemblies => new()
    {
        { typeof(Vae), "Inference/VaeOnnx.Inference.api.txt" },
        { typeof(VaeServiceOptions), "Inference/VaeOnnx.Inference.Extensions.api.txt" },
        { typeof(VaeExporter), "Export/VaeOnnx.Export.api.txt" },
        { typeof(NpyArray), "Data/VaeOnnx.Data.api.txt" },
    };

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_surface_is_that_of_the_checked_file(Type type, string file)
    {
        ArgumentNullException.ThrowIfNull(type);
        string found = type.Assembly.GeneratePublicApi(new()
        {
            IncludeAssemblyAttributes = false,
            // What the compiler adds depends on its version.
            ExcludeAttributes = ["System.Runtime.CompilerServices.IsReadOnlyAttribute", "System.Runtime.CompilerServices.CompilerGeneratedAttribute"],
        }).ReplaceLineEndings("\n") + "\n";
        string checkedFile = Fixtures.Path("..", "tests", "unit", file);

        if (File.Exists(checkedFile) && File.ReadAllText(checkedFile) == found)
            return;
        string written = Path.Combine(Path.GetTempPath(), Path.GetFileName(file));
        File.WriteAllText(written, found);
        Assert.Fail($"The public surface has changed. If that is meant: cp {written} tests/unit/{file}");
    }
}
