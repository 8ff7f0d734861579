// Prints, as Markdown, which wrong graphs the float64 verdict catches and which the fixed tolerances of other tools let
// through: the table of docs/mutants.md. Run it with: dotnet run -c Release --project bench/mutants
using System.Globalization;
using VaeOnnx.Tests.Parity;

const int NumbersOfEachTensor = 20;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var rows = new Dictionary<string, List<(MutantJudge.Verdict Verdict, IReadOnlyList<string> LetThrough)>>();
foreach (var group in MutantTests.Cases)
{
    var (name, checkpoint) = ((string)group[0], (string)group[1]);
    var reference = ReferenceCase.Open(name);
    using var pair = new ExportedPair(reference, checkpoint);
    var (encoder, decoder) = (pair.Graph("encoder.onnx"), pair.Graph("decoder.onnx"));
    var judge = new MutantJudge(reference, encoder, decoder);
    foreach (var mutant in Mutant.Of(encoder, decoder, NumbersOfEachTensor, seed: 1))
    {
        if (!rows.TryGetValue(mutant.Kind, out var verdicts)) rows[mutant.Kind] = verdicts = [];
        verdicts.Add((judge.Judge(mutant), judge.LetThrough(mutant)));
    }

    Console.Error.WriteLine($"judged {name}");
}

Console.WriteLine($"| wrong graph | mutants | of which change a float64 output | caught | not caught, greatest change | {string.Join(" | ", MutantJudge.Others.Select(tool => $"let through by {tool.Tool}"))} |");
Console.WriteLine($"|---|---|---|---|---|{string.Concat(MutantJudge.Others.Select(_ => "---|"))}");
foreach (var (kind, verdicts) in rows)
{
    var changed = verdicts.Where(mutant => mutant.Verdict.Change > 0).ToList();
    var missed = changed.Where(mutant => !mutant.Verdict.Caught).Select(mutant => mutant.Verdict.Change).ToList();
    var others = MutantJudge.Others.Select(tool => $"{changed.Count(mutant => mutant.LetThrough.Contains(tool.Tool))}");
    Console.WriteLine(
        $"| {kind} | {verdicts.Count} | {changed.Count} | {verdicts.Count(mutant => mutant.Verdict.Caught)} | "
        + $"{(missed.Count == 0 ? "–" : $"{missed.Count}, {missed.Max():0.0e+00}")} | {string.Join(" | ", others)} |");
}
