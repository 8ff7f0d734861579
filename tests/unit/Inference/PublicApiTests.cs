using PublicApiGenerator;
using VaeOnnx.Inference;
using VaeOnnx.Inference.Extensions;

namespace VaeOnnx.Tests.Unit.Inference;

/// <summary>
/// The public surface of the packages is a checked file beside this one. After a change that is meant, replace it by what the
/// failing test wrote into the temporary folder that it names.
/// </summary>
public class PublicApiTests
{
    public static TheoryData<Type, string> Assemblies => new()
    {
        { typeof(Vae), "VaeOnnx.Inference.api.txt" },
        { typeof(VaeServiceOptions), "VaeOnnx.Inference.Extensions.api.txt" },
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
        string checkedFile = Fixtures.Path("..", "tests", "unit", "Inference", file);

        if (File.Exists(checkedFile) && File.ReadAllText(checkedFile) == found)
            return;
        string written = Path.Combine(Path.GetTempPath(), file);
        File.WriteAllText(written, found);
        Assert.Fail($"The public surface has changed. If that is meant: cp {written} tests/unit/Inference/{file}");
    }
}
