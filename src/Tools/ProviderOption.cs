using System.CommandLine;
using System.CommandLine.Parsing;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools;

/// <summary>--provider: where ONNX Runtime runs the graphs.</summary>
internal sealed class ProviderOption : Option<ExecutionProvider>
{
    private const string Names = "cpu, cuda, tensorrt, directml, coreml or openvino";

    public ProviderOption()
        : base("--provider")
    {
        HelpName = "P";
        Description = $"Where ONNX Runtime runs the graphs: {Names}.";
        CustomParser = Parse;
    }

    private static ExecutionProvider Parse(ArgumentResult result)
    {
        var name = result.Tokens.Single().Value;
        foreach (var provider in Enum.GetValues<ExecutionProvider>())
        {
            if (string.Equals(provider.ToString(), name, StringComparison.OrdinalIgnoreCase)) return provider;
        }

        result.AddError($"--provider takes {Names}.");
        return default;
    }
}
