using System.CommandLine;
using System.CommandLine.Invocation;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools;

/// <summary><c>--completion bash</c>: prints a script that lets a shell complete the tool's options and their values.</summary>
internal sealed class CompletionOption : Option<string>
{
    /// <param name="tool">The name of the command.</param>
    public CompletionOption(string tool)
        : base("--completion")
    {
        HelpName = "bash|zsh";
        Description = $"Print a script with which the shell completes options: eval \"$({tool} --completion bash)\" in ~/.bashrc.";
        CompletionSources.Add("bash", "zsh");
        Action = new Printing(this, tool);
    }

    private sealed class Printing(CompletionOption option, string tool) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            // zsh runs bash's scripts once it is told to.
            var start = parseResult.GetResult(option)?.Tokens is [var shell] ? shell.Value switch
            {
                "bash" => "",
                "zsh" => "autoload -U +X bashcompinit && bashcompinit\n",
                _ => null,
            }
            : null;
            if (start is null) throw new VaeOnnxException(ErrorKind.Usage, "--completion takes bash or zsh.");
            Console.Write(start + Script());
            return 0;
        }

        /// <summary>The tool itself knows what fits at the cursor: it is asked by the directive [suggest:position]. Where nothing does, it is a file.</summary>
        private string Script()
        {
            var function = $"_{tool.Replace('-', '_')}_complete";
            return $$"""
                {{function}}() {
                    local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
                    COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word"))
                }
                complete -o default -F {{function}} {{tool}}

                """.ReplaceLineEndings("\n");
        }
    }
}
