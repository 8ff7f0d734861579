using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a 64-bit little-endian ELF library so that the loader is content without one symbol version: the flag VER_FLG_WEAK of
/// its entry in <c>.gnu.version_r</c> (Linux Standard Base, Core Specification, "Symbol Versioning").
/// </summary>
public sealed class WeakenVersionNeed : Task
{
    private const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const int SectionHeaderSize = 0x40;
    private const byte Weak = 0x2; // VER_FLG_WEAK

    private byte[] file;

    /// <summary>The library.</summary>
    [Required]
    public string Source { get; set; }

    /// <summary>The copy.</summary>
    [Required]
    public string Destination { get; set; }

    /// <summary>The version that may be missing, e.g. <c>GLIBCXX_3.4.32</c>. A library that does not ask for it is copied as it is.</summary>
    [Required]
    public string Version { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        file = File.ReadAllBytes(Source);
        int sections = (int)Long(0x28), count = Short(0x3C);
        for (int i = 0; i < count; i++)
        {
            int section = sections + (i * SectionHeaderSize);
            if (Int(section + 0x04) == VersionNeeds)
                WeakenIn(section, names: (int)Long(sections + ((int)Int(section + 0x28) * SectionHeaderSize) + 0x18));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Destination));
        File.WriteAllBytes(Destination, file);
        return true;
    }

    /// <summary>A list of libraries, each with a list of the versions that are needed of it; offsets are relative to the entry.</summary>
    private void WeakenIn(int section, int names)
    {
        int library = (int)Long(section + 0x18);
        for (uint libraries = Int(section + 0x2C); libraries > 0; libraries--)
        {
            int need = library + (int)Int(library + 0x08);
            for (int needs = Short(library + 0x02); needs > 0; needs--)
            {
                if (Name(names + (int)Int(need + 0x08)) == Version)
                    file[need + 0x04] |= Weak;
                need += (int)Int(need + 0x0C);
            }

            library += (int)Int(library + 0x0C);
        }
    }

    private string Name(int start)
    {
        int end = System.Array.IndexOf(file, (byte)0, start);
        return Encoding.ASCII.GetString(file, start, end - start);
    }

    private int Short(int offset) => System.BitConverter.ToUInt16(file, offset);

    private uint Int(int offset) => System.BitConverter.ToUInt32(file, offset);

    private long Long(int offset) => System.BitConverter.ToInt64(file, offset);
}
