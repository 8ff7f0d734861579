using System.Diagnostics;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Fuzzing;

/// <summary>Reads changed files one after the other, on the calling thread, and notes what must not happen.</summary>
internal sealed class FuzzRun : IDisposable
{
    /// <summary>In bytes, beside the size of the file.</summary>
    public const long MostAllocated = 64 << 20;

    /// <summary>The longest that one file may take, of processor time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>After this, by the clock on the wall, nobody waits any more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly FuzzTarget target;
    private readonly int seed;
    private readonly DirectoryInfo folder;
    private readonly string path;
    private long startedAt;

    /// <param name="target">What reads.</param>
    /// <param name="seed">With the number of a file, makes it again.</param>
    public FuzzRun(FuzzTarget target, int seed)
    {
        this.target = target;
        this.seed = seed;
        // In memory, where there is such a place: a million files are not for a disk.
        string memory = "/dev/shm";
        folder = Directory.Exists(memory)
            ? Directory.CreateDirectory(Path.Combine(memory, $"vaeonnx-fuzz-{Guid.NewGuid():n}"))
            : Directory.CreateTempSubdirectory("vaeonnx-fuzz-");
        path = Path.Combine(folder.FullName, target.FileName);
        foreach (var file in target.Beside) File.Copy(Fixtures.Path(file), Path.Combine(folder.FullName, Path.GetFileName(file)));
    }

    public int Files { get; private set; }

    /// <summary>Of all files, those that were read to their end.</summary>
    public int Read { get; private set; }

    /// <summary>The greatest number of bytes that were allocated beyond the size of a file.</summary>
    public long Allocated { get; private set; }

    public TimeSpan Slowest { get; private set; }

    public List<string> Failures { get; } = [];

    /// <summary>The file that is being read now, where that seems to have no end.</summary>
    public int? Hanging => Volatile.Read(ref startedAt) is > 0 and var since && Stopwatch.GetElapsedTime(since) > Patience ? Files : null;

    /// <summary>Reads the file of a number.</summary>
    public void Next(int number)
    {
        var bytes = target.Make(seed, number);
        File.WriteAllBytes(path, bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var began = ThreadClock.Now;
        Volatile.Write(ref startedAt, Stopwatch.GetTimestamp());
        try
        {
            target.Read(path);
            Read++;
        }
        catch (VaeOnnxException error) when (error.Message.Any(char.IsControl))
        {
            Fail(number, $"prints a control character: {string.Concat(error.Message.Select(letter => char.IsControl(letter) ? $"\\u{(int)letter:x4}" : $"{letter}"))}");
        }
        catch (VaeOnnxException error) when (error.Kind is ErrorKind.Input or ErrorKind.Unsupported)
        {
            // As it should be.
        }
        catch (Exception error)
        {
            Fail(number, $"{error.GetType()}: {error.Message}\n{error.StackTrace}");
        }

        Volatile.Write(ref startedAt, 0);
        var took = ThreadClock.Now - began;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated - bytes.Length;
        if (took > Longest) Fail(number, $"took {took.TotalSeconds:0.0} s");
        if (allocated > MostAllocated) Fail(number, $"allocated {allocated} bytes beyond its size");
        if (took > Slowest) Slowest = took;
        if (allocated > Allocated) Allocated = allocated;
        Files++;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Fail(int number, string what) => Failures.Add($"{target.Name}, seed {seed}, file {number}: {what}");
}
