using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace VaeOnnx.Inference.Sessions;

/// <summary>
/// Functions of ONNX Runtime's C API for what its managed package does with managed memory alone, and 300 bytes of garbage each
/// time: a tensor over memory of the caller's, bound for one run.
/// </summary>
internal sealed unsafe class NativeFunctions
{
    // Places in the struct OrtApi of onnxruntime_c_api.h, which only ever grows at its end, and the first version that has them all.
    private const int GetErrorMessage = 2, CreateTensorWithDataAsOrtValue = 49, ReleaseStatus = 93, ReleaseValue = 96, BindInput = 136, BindOutput = 137;
    private const uint Version = 5;

    private readonly delegate* unmanaged<nint, byte*> getErrorMessage;
    private readonly delegate* unmanaged<nint, void> releaseStatus;
    private readonly delegate* unmanaged<nint, void*, nuint, long*, nuint, TensorElementType, nint*, nint> createTensor;
    private readonly delegate* unmanaged<nint, void> releaseValue;
    private readonly delegate* unmanaged<nint, byte*, nint, nint> bindInput;
    private readonly delegate* unmanaged<nint, byte*, nint, nint> bindOutput;
    private readonly nint processorMemory = OrtMemoryInfo.DefaultInstance.DangerousGetHandle();

    private NativeFunctions(nint* table)
    {
        getErrorMessage = (delegate* unmanaged<nint, byte*>)table[GetErrorMessage];
        releaseStatus = (delegate* unmanaged<nint, void>)table[ReleaseStatus];
        createTensor = (delegate* unmanaged<nint, void*, nuint, long*, nuint, TensorElementType, nint*, nint>)table[CreateTensorWithDataAsOrtValue];
        releaseValue = (delegate* unmanaged<nint, void>)table[ReleaseValue];
        bindInput = (delegate* unmanaged<nint, byte*, nint, nint>)table[BindInput];
        bindOutput = (delegate* unmanaged<nint, byte*, nint, nint>)table[BindOutput];
    }

    /// <summary>Those of the library that is loaded; null where they are not to be had, and data have to be copied.</summary>
    public static NativeFunctions? Loaded { get; } = Find();

    /// <summary>Makes a tensor of float32 over memory of the processor's and binds it. The memory is not looked at before a run.</summary>
    /// <param name="binding">Holds the tensor from now on, in place of the one before.</param>
    /// <param name="isInput">Whether an input or an output is bound.</param>
    /// <param name="name">Its name in the graph, UTF-8 and a 0.</param>
    /// <param name="memory">Where the numbers are, or will be.</param>
    /// <param name="shape">[N, …]</param>
    /// <returns>Null, or what ONNX Runtime says is wrong.</returns>
    public string? Bind(OrtIoBinding binding, bool isInput, ReadOnlySpan<byte> name, ReadOnlySpan<float> memory, ReadOnlySpan<long> shape)
    {
        fixed (float* numbers = memory)
        fixed (byte* text = name)
        fixed (long* sizes = shape)
        {
            nint tensor;
            nint status = createTensor(processorMemory, numbers, (nuint)memory.Length * sizeof(float), sizes, (nuint)shape.Length, TensorElementType.Float, &tensor);
            if (status != 0)
                return Message(status);
            status = (isInput ? bindInput : bindOutput)(binding.DangerousGetHandle(), text, tensor);
            releaseValue(tensor);
            return status == 0 ? null : Message(status);
        }
    }

    private static NativeFunctions? Find()
    {
        try
        {
            var getApi = *(delegate* unmanaged<uint, nint*>*)OrtGetApiBasePointer(null);
            var table = getApi(Version);
            return table is null ? null : new(table);
        }
        catch (Exception error) when (error is MissingMemberException or TypeLoadException)
        {
            // Another version of the managed package, which reaches the library in another way.
            return null;
        }
    }

    // The managed package's own way to the library, so that it is the same one, whoever brought it from where: a look-up by name
    // of our own may find another, such as the onnxruntime.dll of Windows itself.
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern nint OrtGetApiBasePointer([UnsafeAccessorType("Microsoft.ML.OnnxRuntime.NativeMethods, Microsoft.ML.OnnxRuntime")] object? type);

    private string Message(nint status)
    {
        string message = Marshal.PtrToStringUTF8((nint)getErrorMessage(status)) ?? "";
        releaseStatus(status);
        return message;
    }
}
