using System.CommandLine;
using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tools.VaeRun.Inputs;
using VaeOnnx.Tools.VaeRun.Outputs;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run encode: data to means and log-variances.</summary>
internal sealed class EncodeCommand(CancellationToken cancellation) : InputCommand(
    "encode",
    "Encodes data to the mean and the log-variance of each posterior.",
    "A folder for mean.npy and logvar.npy; or a .csv file of both; or a .npy file of the means alone.",
    cancellation)
{
    protected override void Run(Vae vae, ParseResult parsed)
    {
        using var data = Data(vae, parsed);
        string path = Output(parsed);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case "":
                WriteFolder(path, vae, parsed, data);
                break;
            case ".csv":
                OutputFile.Of(path, new(data.Count, [2, .. vae.LatentShape], "mean", "logvar")).Write(write => Encode(vae, parsed, data, (mean, logVar) =>
                {
                    for (int row = 0; row < mean.Length; row += vae.LatentLength)
                    {
                        write(mean.Slice(row, vae.LatentLength));
                        write(logVar.Slice(row, vae.LatentLength));
                    }
                }));
                break;
            default:
                OutputFile.Of(path, new(data.Count, vae.LatentShape, "mean")).Write(write => Encode(vae, parsed, data, (mean, _) => write(mean)));
                break;
        }
    }

    private void WriteFolder(string path, Vae vae, ParseResult parsed, InputBatches data)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Output, $"{path}: cannot be made: {error.Message}", error);
        }

        IReadOnlyList<long> shape = [data.Count, .. vae.LatentShape];
        NpyRows.Write(Path.Combine(path, "mean.npy"), shape, means => NpyRows.Write(Path.Combine(path, "logvar.npy"), shape, logVars =>
            Encode(vae, parsed, data, (mean, logVar) =>
            {
                means.Write(MemoryMarshal.AsBytes(mean));
                logVars.Write(MemoryMarshal.AsBytes(logVar));
            })));
    }

    private void Encode(Vae vae, ParseResult parsed, InputBatches data, PosteriorWriter write)
    {
        float[] mean = new float[data.BatchSize * vae.LatentLength], logVar = new float[mean.Length];
        data.ForEach((batch, _) =>
        {
            int count = batch.Length / vae.InputLength, length = count * vae.LatentLength;
            vae.Encode(batch.Span, mean.AsSpan(0, length), logVar.AsSpan(0, length), Labels(vae, parsed, count), Cancellation);
            write(mean.AsSpan(0, length), logVar.AsSpan(0, length));
        });
    }

    private delegate void PosteriorWriter(ReadOnlySpan<float> mean, ReadOnlySpan<float> logVar);
}
