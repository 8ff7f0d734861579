using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace VaeOnnx.Export.Verification;

/// <summary>One input of a run, lent by the caller until the run returns.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="ToValue">The tensor, for the type that the graph declares.</param>
internal readonly record struct RunInput(string Name, Func<TensorElementType, OrtValue> ToValue)
{
    /// <summary>Numbers as they are; labels as the int64 numbers that the graph takes.</summary>
    public static RunInput Of(string name, Memory<float> numbers, int[] shape) => new(name, type => type == TensorElementType.Int64
        ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers.ToArray(), number => (long)number), Extents(shape))
        : OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, numbers, Extents(shape)));

    /// <summary>Whole numbers as they are; without a shape, a scalar.</summary>
    public static RunInput Whole<T>(string name, T[] numbers, params int[] shape)
        where T : unmanaged, IBinaryInteger<T> => new(name, _ => OrtValue.CreateTensorValueFromMemory(numbers, Extents(shape)));

    private static long[] Extents(int[] shape) => Array.ConvertAll(shape, extent => (long)extent);
}
