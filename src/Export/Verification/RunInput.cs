using Microsoft.ML.OnnxRuntime;

namespace VaeOnnx.Export.Verification;

/// <summary>One input of a run, lent by the caller until the run returns.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="ToValue">The tensor over the caller's memory.</param>
internal readonly record struct RunInput(string Name, Func<OrtValue> ToValue)
{
    /// <summary>Numbers of any type; without a shape, a scalar.</summary>
    public static RunInput Of<T>(string name, Memory<T> numbers, params int[] shape)
        where T : unmanaged =>
        new(name, () => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, numbers, [.. shape.Select(extent => (long)extent)]));
}
