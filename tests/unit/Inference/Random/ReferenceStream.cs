using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using VaeOnnx.Data;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>A file of fixtures/random: its name says the call, the seed and the shape (<c>randn_42_5x7</c>).</summary>
internal sealed partial record ReferenceStream(string Folder, string Call, long Seed, string Shape, NpyArray Array)
{
    /// <summary>Every file under fixtures/random, for a theory: folder and name.</summary>
    public static TheoryData<string, string> Names(string folders)
    {
        var names = new TheoryData<string, string>();
        foreach (string folder in Directory.GetDirectories(Fixtures.Path("random"), folders).Order(StringComparer.Ordinal))
        {
            foreach (string file in Directory.GetFiles(folder, "*.npy").Order(StringComparer.Ordinal))
                names.Add(Path.GetFileName(folder), Path.GetFileNameWithoutExtension(file));
        }

        return names;
    }

    public static ReferenceStream Read(string folder, string name)
    {
        var parts = NamePattern().Match(name);
        Assert.True(parts.Success, $"{name}: no call_seed or call_seed_shape");
        return new(folder, parts.Groups["call"].Value, long.Parse(parts.Groups["seed"].Value, CultureInfo.InvariantCulture),
            parts.Groups["shape"].Value, NpyArray.Read(Fixtures.Path("random", folder, name + ".npy")));
    }

    /// <summary>The elements; the file's element type must be as wide.</summary>
    public T[] Elements<T>()
        where T : unmanaged
    {
        Assert.Equal(Unsafe.SizeOf<T>(), Array.Type.Size());
        return MemoryMarshal.Cast<byte, T>(Array.Data.Span).ToArray();
    }

    [GeneratedRegex(@"^(?<call>[a-z]\w*?)_(?<seed>\d+)(_(?<shape>scalar|\d+(x\d+)*))?$")]
    private static partial Regex NamePattern();
}
