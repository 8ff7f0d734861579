namespace VaeOnnx.Inference;

/// <summary>What ONNX Runtime computes with. All but the CPU need a native package of their own.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor; every native package of ONNX Runtime has it.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU by CUDA.</summary>
    Cuda,

    /// <summary>An NVIDIA GPU by TensorRT; CUDA takes what TensorRT leaves.</summary>
    TensorRt,

    /// <summary>A GPU on Windows by DirectML.</summary>
    DirectMl,

    /// <summary>Apple's CoreML.</summary>
    CoreMl,

    /// <summary>Intel's OpenVINO.</summary>
    OpenVino,
}
