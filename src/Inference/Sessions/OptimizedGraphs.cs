using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace VaeOnnx.Inference.Sessions;

/// <summary>
/// A folder of graphs that ONNX Runtime has rewritten. They are good for one processor, version and provider alone, so all of
/// that, and the hash of the original, is in the file's name.
/// </summary>
internal static class OptimizedGraphs
{
    /// <summary>Opens the rewritten graph where there is one; otherwise opens the original and keeps the rewritten one.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the folder cannot be written.</exception>
    public static InferenceSession Open(byte[] model, SessionOptions settings, VaeOptions options, string folder)
    {
        string path = Path.Combine(folder, Name(model, options));
        return OpenKept(path, settings) ?? Optimize(model, settings, path);
    }

    /// <summary>The file of a graph: 64 hexadecimal digits of a SHA-256 over everything that it depends on.</summary>
    internal static string Name(byte[] model, VaeOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(model);
        hash.AppendData(Encoding.UTF8.GetBytes(
            $"{OrtEnv.Instance().GetVersionString()}|{RuntimeInformation.RuntimeIdentifier}|{Processor()}|{options.Provider}|{options.Device}|{options.Optimization}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset()) + ".onnx";
    }

    private static InferenceSession? OpenKept(string path, SessionOptions settings)
    {
        if (!File.Exists(path))
            return null;

        var level = settings.GraphOptimizationLevel;
        settings.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        try
        {
            return new InferenceSession(File.ReadAllBytes(path), settings);
        }
        catch (Exception error) when (error is OnnxRuntimeException or IOException or UnauthorizedAccessException)
        {
            // Damaged, or being taken away: it is made anew.
            return null;
        }
        finally
        {
            settings.GraphOptimizationLevel = level;
        }
    }

    private static InferenceSession Optimize(byte[] model, SessionOptions settings, string path)
    {
        // A name of its own, since several processes may start at once; then a rename, so that nobody reads half a file.
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            settings.OptimizedModelFilePath = temporary;
            var session = new InferenceSession(model, settings);
            File.Move(temporary, path, overwrite: true);
            return session;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Output, $"{path}: the optimised graph cannot be written: {error.Message}", error);
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    /// <summary>Family, model and features by CPUID; elsewhere the machine's name, since nothing tells processors apart.</summary>
    private static string Processor()
    {
        if (!X86Base.IsSupported)
            return Environment.MachineName;
        var identity = X86Base.CpuId(1, 0);
        return $"{identity.Eax:x8}{identity.Ecx:x8}{identity.Edx:x8}{X86Base.CpuId(7, 0)}";
    }
}
