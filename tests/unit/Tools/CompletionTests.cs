using System.Diagnostics;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Tools;

/// <summary>What the shell offers when TAB is pressed. packaging/check.sh presses it, in a bash with a terminal.</summary>
public class CompletionTests
{
    [SkippableTheory]
    [InlineData("vae-export model.pt --ver", "--verify --version")]
    [InlineData("vae-export model.pt --verify ", "full none quick")]
    [InlineData("vae-parity onnx/ --ju", "--junit")]
    [InlineData("vae-parity rec", "record")]
    [InlineData("vae-run sample onnx/ --se", "--seed")]
    [InlineData("vae-parity onnx/ --reference ", "")] // A folder: bash's own matter.
    public void Bash_completes_with_the_script_that_the_tool_prints(string line, string offered)
    {
        ArgumentNullException.ThrowIfNull(line);
        Skip.If(OperatingSystem.IsWindows(), "there is no bash");
        var (tool, words) = (line.Split(' ')[0], line.Split(' '));
        // As readline calls it: the line, the cursor at its end, and the words.
        var result = Bash($$"""
            eval "$({{tool}} --completion bash)"
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_CWORD={{words.Length - 1}}
            COMP_WORDS=({{string.Join(' ', words.Select(word => $"'{word}'"))}})
            _{{tool.Replace('-', '_')}}_complete
            echo "${COMPREPLY[@]}"
            """);

        Assert.Equal(offered, result.Output.TrimEnd('\n'));
        Assert.Empty(result.Error);
    }

    [Fact]
    public void The_script_for_zsh_makes_zsh_take_that_of_bash()
    {
        var script = Tool.VaeRun.Run("--completion", "zsh").Output;

        Assert.StartsWith("autoload -U +X bashcompinit && bashcompinit\n", script, StringComparison.Ordinal);
        Assert.EndsWith(Tool.VaeRun.Run("--completion", "bash").Output, script, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_shell_is_wrong_usage()
    {
        var result = Tool.VaeExport.Run("--completion", "fish");

        Assert.Equal((int)ErrorKind.Usage, result.ExitCode);
        Assert.Contains("--completion takes bash or zsh", result.Error, StringComparison.Ordinal);
    }

    private static Tool.Result Bash(string script)
    {
        var start = new ProcessStartInfo("bash", ["--norc", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        return Tool.Finish(process);
    }
}
