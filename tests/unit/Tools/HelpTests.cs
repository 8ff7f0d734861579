namespace VaeOnnx.Tests.Unit.Tools;

public class HelpTests
{
    private static readonly Dictionary<string, Tool> Tools = new()
    {
        ["vae-export"] = Tool.VaeExport,
        ["vae-parity"] = Tool.VaeParity,
        ["vae-run"] = Tool.VaeRun,
    };

    [Theory]
    [InlineData("vae-export", "vae-export model.pt --out onnx/", "What is checked", "1    the numbers do not hold; nothing was written")]
    [InlineData("vae-parity", "vae-parity onnx/ --reference case/", "What is reported", "1    the numbers do not hold")]
    [InlineData("vae-run", "vae-run sample onnx/ --out digits.png", "manifold", "0    done")]
    public void Help_begins_with_examples_and_ends_with_the_exit_codes(string tool, string example, string group, string code)
    {
        var result = Tools[tool].Run("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches($"(?s)Usage.*Examples.*{example}.*{group}.*Exit codes.*{code}.*130  interrupted", result.Output);
        Assert.All(result.Output.Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    [Theory]
    [InlineData("vae-parity", "compare", "EXPECTED")]
    [InlineData("vae-run", "sample", "--seed")]
    public void A_command_has_a_help_of_its_own(string tool, string command, string words)
    {
        var result = Tools[tool].Run(command, "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(words, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Examples", result.Output, StringComparison.Ordinal);
    }
}
