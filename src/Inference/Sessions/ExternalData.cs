namespace VaeOnnx.Inference.Sessions;

/// <summary>The files beside a graph that hold its weights: found, and found to be its own, before ONNX Runtime opens them.</summary>
internal static class ExternalData
{
    /// <summary>The folder of a graph's external data; null for a graph that holds all of its weights itself.</summary>
    /// <param name="model">The bytes of the graph.</param>
    /// <param name="name">Its path, or what messages call it.</param>
    /// <param name="isFile">Whether <paramref name="name"/> is a path.</param>
    /// <param name="pair"><c>vae.pair</c>; null for a plain pair, whose data carry no mark.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: there is no folder, a file is missing, elsewhere, or of another export.</exception>
    public static string? Folder(byte[] model, string name, bool isFile, string? pair)
    {
        var locations = ExternalDataFile.Locations(model, name);
        if (locations.Count == 0)
            return null;
        if (!isFile)
            throw Refused(name, $"keeps its weights in a file beside it ({Printable(locations[0])}), which bytes in memory do not have: load the pair from its folder");

        string folder = Path.GetDirectoryName(Path.GetFullPath(name))!;
        foreach (string location in locations)
            Ensure(location, folder, name, pair);
        return folder;
    }

    private static void Ensure(string location, string folder, string name, string? pair)
    {
        // A bare name on every system: '\\' separates on Windows, ':' names a drive or a stream there.
        if (location.Length == 0 || location is "." or ".." || location.AsSpan().ContainsAny("/\\:\0"))
            throw Refused(name, $"says that its weights lie in '{Printable(location)}'; only a file in the graph's own folder is read. Do not use this file");

        string path = Path.Combine(folder, location);
        try
        {
            if (!File.Exists(path))
                throw Refused(name, $"keeps its weights in {location}, which is not beside it: copy all files of the export");
            if (pair is not null && ExternalDataFile.PairId(path) is var found && found != pair)
            {
                string whose = found is null ? "no file of VaeOnnx" : $"of the export '{Printable(found)}'";
                throw Refused(name, $"is of the export '{pair}', and {location} beside it is {whose}: copy all files of one export, or export the checkpoint again");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
        }
    }

    private static string Printable(string text) => string.Concat(text.Take(200).Select(letter => char.IsControl(letter) ? '?' : letter));

    private static VaeOnnxException Refused(string name, string what) => new(ErrorKind.Input, $"{name}: {what}.");
}
