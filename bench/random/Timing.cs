using System.Diagnostics;
using System.Globalization;

namespace VaeOnnx.Bench.RandomStreams;

/// <summary>Times one draw at a time on request, so that the two programs can take turns on the same cores.</summary>
internal static class Timing
{
    public static void Serve()
    {
        var values = Array.Empty<float>();
        long seed = 0;
        while (Console.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var fill = Draws.Single[words[0]];
            int count = int.Parse(words[1], CultureInfo.InvariantCulture);
            if (values.Length != count)
                values = new float[count];
            long start = Stopwatch.GetTimestamp();
            fill(seed++, values);
            Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
