using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Inference.Lanes;

/// <summary>A float32 input or output of one batch size: its numbers lie in a buffer of the lane, or for one run in memory of the caller's.</summary>
internal sealed class BoundTensor : IDisposable
{
    private readonly bool isInput;
    private readonly string name;
    private readonly byte[] nativeName;
    private readonly long[] shape;
    private readonly Memory<float> own;
    private nint place;

    public BoundTensor(GraphTensor tensor, bool isInput, int count, PinnedBuffer<float> buffer)
    {
        name = tensor.Name;
        nativeName = Encoding.UTF8.GetBytes(tensor.Name + '\0');
        shape = [count, .. tensor.Shape];
        this.isInput = isInput;
        own = buffer.Memory[..(count * tensor.Length)];
        place = Address(own.Span);
        Value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, own, shape);
    }

    /// <summary>The tensor over the lane's buffer.</summary>
    public OrtValue Value { get; }

    public void BindTo(OrtIoBinding binding)
    {
        if (isInput)
            binding.BindInput(name, Value);
        else
            binding.BindOutput(name, Value);
    }

    /// <summary>
    /// Binds memory of the caller's, which has to stay where it is until the run ends; the lane's buffer, where that is empty.
    /// What is bound after the run is never read before it is bound again.
    /// </summary>
    /// <returns>Null, or what ONNX Runtime says is wrong.</returns>
    public string? MoveTo(ReadOnlySpan<float> memory, NativeFunctions native, OrtIoBinding binding)
    {
        if (memory.IsEmpty)
            memory = own.Span;
        nint address = Address(memory);
        if (address == place)
            return null;
        string? wrong = native.Bind(binding, isInput, nativeName, memory, shape);
        if (wrong is null)
            place = address;
        return wrong;
    }

    public void Dispose() => Value.Dispose();

    private static unsafe nint Address(ReadOnlySpan<float> memory) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory));
}
