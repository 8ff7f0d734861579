using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace VaeOnnx.Tools;

/// <summary>
/// What <c>--help</c> of a tool prints, in the order in which a newcomer asks: what it does, how it is called, examples, then the
/// options by their purpose, and the exit codes.
/// </summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private readonly HelpAction ofSubcommands = new();

    /// <summary>How the tool is called, a line for each way.</summary>
    public required IReadOnlyList<string> Usage { get; init; }

    /// <summary>Whole command lines, each with what it does.</summary>
    public required IReadOnlyList<(string Line, string Does)> Examples { get; init; }

    /// <summary>The options by their purpose. Those in no group come last.</summary>
    public IReadOnlyList<(string Purpose, IReadOnlyList<Option> Options)> Groups { get; init; } = [];

    /// <summary>What exit code 0 says.</summary>
    public required string Success { get; init; }

    /// <summary>What exit code 1 says; null for a tool that judges no numbers.</summary>
    public string? Failure { get; init; }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Prints this for a root command in place of the library's own help, which its subcommands keep.</summary>
    public void PrintFor(RootCommand root) => root.Options.OfType<HelpOption>().Single().Action = this;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        if (parseResult.CommandResult.Command is not RootCommand root) return ofSubcommands.Invoke(parseResult);

        var columns = new HelpColumns(Console.IsOutputRedirected ? 120 : Math.Clamp(Console.WindowWidth, 60, 120));
        columns.Paragraph(root.Description!);
        columns.Section("Usage", Usage.Select(line => (line, "")));
        columns.Section("Examples", Examples);
        columns.Section("Arguments", root.Arguments.Select(argument => (argument.Name, argument.Description!)));
        columns.Section("Commands (each has its own --help)", root.Subcommands.Select(command => (command.Name, command.Description!)));
        foreach (var (purpose, options) in Groups) columns.Section(purpose, options.Select(Row));
        columns.Section("Other options", root.Options.Except(Groups.SelectMany(group => group.Options)).Select(Row));
        columns.Section("Exit codes", ExitCodes);
        Console.Write(columns);
        return 0;
    }

    private IEnumerable<(string, string)> ExitCodes =>
    [
        ("0", Success),
        .. Failure is null ? (IEnumerable<(string, string)>)[] : [("1", Failure)],
        ("2", "wrong usage"),
        ("3", "the input cannot be read or used"),
        ("4", "readable, but not supported"),
        ("5", "the output cannot be written"),
        ("130", "interrupted"),
    ];

    private static (string, string) Row(Option option)
    {
        var name = option.Name == "--help" ? "-h, --help" : option.Name;
        return (option.HelpName is null ? name : $"{name} {option.HelpName}", option.Description!);
    }
}
