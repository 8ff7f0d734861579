using System.Runtime.InteropServices;
using VaeOnnx.Data;

namespace VaeOnnx.Tools.VaeRun.Outputs;

/// <summary>A .npy file of float32, [N, …shape of a row].</summary>
internal sealed class NpyOutput(string path, RowLayout rows) : OutputFile
{
    public override void Write(Action<RowWriter> produce) =>
        NpyRows.Write(path, [rows.Count, .. rows.Shape], stream => produce(part => stream.Write(MemoryMarshal.AsBytes(part))));
}
