// Exports a checkpoint of 3 GB with vae-export, and copies the file with cp, which leaves it to the system when the copy reaches the
// disk, and with dd conv=fsync, which waits for the disk as an export does, in turn: how long each takes, and how much memory the
// export has at its peak. Linux alone. Needs 10 GB of disk. Run it with bench/big-files/run.sh.
// usage: big-files-bench VAE-EXPORT FOLDER [ROUNDS]
using System.Globalization;
using VaeOnnx.Bench.BigFiles;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (program, folder, rounds) = (args[0], args[1], args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3);
var model = BigModel.Write(folder);
var (copy, onnx) = (Path.Combine(folder, "copy"), Path.Combine(folder, "onnx"));
Console.WriteLine($"checkpoint: {new FileInfo(model).Length / 1e9:0.00} GB, largest tensor {BigModel.LargestTensor / 1e6:0} MB; load {File.ReadAllText("/proc/loadavg").Trim()}");

var (copies, flushed, exports) = (new List<Run>(), new List<Run>(), new List<Run>());
for (int round = 0; round < rounds; round++)
{
    copies.Add(Run.Of("cp", model, copy));
    File.Delete(copy);
    flushed.Add(Run.Of("dd", $"if={model}", $"of={copy}", "bs=256k", "conv=fsync"));
    File.Delete(copy);
    exports.Add(Run.Of(program, model, "--out", onnx, "--verify", "none"));
    Directory.Delete(onnx, recursive: true);
    Console.WriteLine($"round {round + 1}: cp {copies[^1].Seconds:0.00} s, flushed copy {flushed[^1].Seconds:0.00} s, vae-export --verify none {exports[^1].Seconds:0.00} s, VmHWM {exports[^1].PeakMemory / 1e6:0} MB");
}

var (copied, copiedToDisk, exported) = (Median(copies), Median(flushed), Median(exports));
var limit = BigModel.LargestTensor + 200_000_000;
var peak = exports.Max(run => run.PeakMemory);
Console.WriteLine($"median: cp {copied:0.00} s, flushed copy {copiedToDisk:0.00} s, vae-export {exported:0.00} s: {exported / copied:0.00} times cp (limit 3), {exported / copiedToDisk:0.00} times a flushed copy");
Console.WriteLine($"memory: {peak / 1e6:0} MB at most (limit {limit / 1e6:0} MB: the largest tensor and 200 MB)");

var quick = Run.Of(program, model, "--out", onnx, "--verify", "quick");
Console.WriteLine($"--verify quick: {quick.Seconds:0.0} s, VmHWM {quick.PeakMemory / 1e6:0} MB");
Console.WriteLine(quick.Output);
return exported < 3 * copied && peak < limit ? 0 : 1;

static double Median(List<Run> runs) => runs.Select(run => run.Seconds).Order().ElementAt(runs.Count / 2);
