using Google.Protobuf;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Parity;

/// <summary>The two graphs of an export, read from their files as any program would read them.</summary>
internal sealed record PairOnDisk(string Folder, ExportedGraph Encoder, ExportedGraph Decoder)
{
    /// <exception cref="VaeOnnxException">A file is missing or broken, is no export of ours, or the two are not of one export.</exception>
    public static PairOnDisk Open(string folder)
    {
        var (encoder, decoder) = (Read(Path.Combine(folder, PairContract.EncoderFile)), Read(Path.Combine(folder, PairContract.DecoderFile)));
        VaeMetadata.EnsurePair(encoder.Metadata, decoder.Metadata, folder);
        return new(folder, encoder, decoder);
    }

    private static ExportedGraph Read(string path)
    {
        var metadata = VaeMetadata.Parse(OnnxMetadata.Read(path), path);
        try
        {
            var bytes = File.ReadAllBytes(path);
            var model = ModelProto.Parser.ParseFrom(bytes);
            return new(model, bytes, metadata, ExternalData.Folder(bytes, path, isFile: true, metadata.Pair));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: this is no whole ONNX file: {error.Message} Export the checkpoint again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
        }
    }
}
