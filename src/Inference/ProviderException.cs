namespace VaeOnnx.Inference;

/// <summary>The provider that was asked for is missing, or does not run a graph; of the kind <see cref="ErrorKind.Usage"/>.</summary>
public sealed class ProviderException : VaeOnnxException
{
    internal ProviderException(ExecutionProvider provider, string problem, string? package, Exception? innerException)
        : base(ErrorKind.Usage, $"{problem}. {Advice(package)}", innerException)
    {
        Provider = provider;
        Problem = problem;
        Package = package;
    }

    /// <summary>What was asked for.</summary>
    public ExecutionProvider Provider { get; }

    /// <summary>The package that brings it; null where it is there and does not run the graph.</summary>
    public string? Package { get; }

    /// <summary>What is wrong: the message without what a program does about it.</summary>
    public string Problem { get; }

    private static string Advice(string? package) => package is null
        ? $"Set {nameof(VaeOptions.FallBackToCpu)} to let the CPU take over."
        : $"Add the package {package} in place of the present one, or set {nameof(VaeOptions.FallBackToCpu)}.";
}
