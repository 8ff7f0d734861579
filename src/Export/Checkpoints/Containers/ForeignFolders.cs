using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>Folders that somebody may take for a checkpoint.</summary>
internal static class ForeignFolders
{
    private static readonly string[] OrbaxMarks = ["_CHECKPOINT_METADATA", "_METADATA", "manifest.ocdbt"];

    /// <summary>The error that says what the folder is.</summary>
    public static VaeOnnxException Refuse(string path)
    {
        try
        {
            return Recognise(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Refusal.Broken(path, $"is a folder; give the checkpoint file itself ({error.Message})", error);
        }
    }

    private static VaeOnnxException Recognise(string path)
    {
        // The checkpoint itself, a step of its manager, or the manager's folder.
        if (IsOrbax(path) || Below(path).Any(step => IsOrbax(step) || Below(step).Any(IsOrbax)))
            return Refusal.Unsupported(path, "is an Orbax checkpoint, which is not read; restore it in Python and save flax.serialization.to_bytes(params) or safetensors");
        if (File.Exists(Path.Combine(path, "saved_model.pb")))
            return Refusal.Unsupported(path, $"is a TensorFlow SavedModel, which is not read; {ForeignFiles.FromTensorFlow}");

        if (File.Exists(Path.Combine(path, "checkpoint")) && Directory.EnumerateFiles(path, "*.index").Any())
            return Refusal.Unsupported(path, $"is the folder of a TensorFlow checkpoint, which is not read; {ForeignFiles.FromTensorFlow}");

        return Refusal.Broken(path, "is a folder; give the checkpoint file itself");
    }

    private static IEnumerable<string> Below(string path) => Directory.EnumerateDirectories(path).Take(100);

    private static bool IsOrbax(string path) => OrbaxMarks.Any(mark => File.Exists(Path.Combine(path, mark)));
}
