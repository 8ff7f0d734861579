using System.Security.Cryptography;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Training.Evaluation;

/// <summary>A run that is over: its state, and the verified pair of the same weights.</summary>
/// <param name="State">The last state.</param>
/// <param name="Vae">The pair.</param>
internal sealed record FinishedRun(TrainingState State, Vae Vae) : IDisposable
{
    /// <summary>Opens a run's folder.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: no run is there, it is not over, or a file of it is damaged.</exception>
    public static FinishedRun Open(RunFolder folder)
    {
        if (!File.Exists(folder.Checkpoint))
            throw new VaeOnnxException(ErrorKind.Input, $"{folder.Path}: holds no run: there is no checkpoint.safetensors. Name the folder that vae-train wrote as --out.");
        var state = TrainingState.Read(folder.Checkpoint);
        if (!state.IsOver || !Directory.Exists(folder.Onnx))
        {
            throw new VaeOnnxException(
                ErrorKind.Input, $"{folder.Path}: the run is not over, after {state.Epoch} of {state.Options.Epochs} epochs. vae-train --out {folder.Path} --resume finishes it.");
        }

        var vae = Vae.Load(folder.Onnx);
        if (vae.Metadata?.SourceSha256 == Sha256(folder.Model)) return new(state, vae);
        vae.Dispose();
        throw new VaeOnnxException(
            ErrorKind.Input, $"{folder.Path}: onnx/ is not of this model.bin. vae-train --out {folder.Path} --resume exports it anew.");
    }

    public void Dispose() => Vae.Dispose();

    private static string Sha256(string path)
    {
        using var file = InputFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
