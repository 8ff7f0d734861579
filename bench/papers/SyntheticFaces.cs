using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Bench.Papers;

/// <summary>
/// Drawn faces in the place of the Frey faces, as many and of their size: they turn and they smile, and the light and some noise change.
/// </summary>
internal static class SyntheticFaces
{
    private const int Count = 1965;
    private const int Height = 28;
    private const int Width = 20;

    /// <summary>Writes greys in [0, 1]: [1965, 28, 20].</summary>
    public static void Write(string path)
    {
        var random = new TorchRandom(1);
        var (moods, noise) = (new float[Count * 3], new float[Count * Height * Width]);
        random.Rand(moods);
        random.Randn(noise);
        var faces = new float[noise.Length];
        for (int i = 0; i < faces.Length; i++)
        {
            var mood = moods.AsSpan(i / (Height * Width) * 3, 3);
            float y = (i / Width % Height) - 13.5f, x = (i % Width) - 9.5f;
            float grey = Grey(x, y, turn: (2 * mood[0]) - 1, smile: (2 * mood[1]) - 1, light: 0.8f + (0.2f * mood[2]));
            faces[i] = Math.Clamp(grey + (0.03f * noise[i]), 0, 1);
        }

        NpyArray.Of(faces, Count, Height, Width).Write(path);
    }

    private static float Grey(float x, float y, float turn, float smile, float light)
    {
        float head = 1 / (1 + MathF.Exp(6 * (MathF.Sqrt((x * x / 64) + (y * y / 144)) - 1)));
        float across = x - (3 * turn); // from the middle of the face
        float eyes = Spot(across - 3.5f, y + 4, 1.3f, 1) + Spot(across + 3.5f, y + 4, 1.3f, 1);
        float nose = 0.4f * Spot(across - turn, y - 1, 0.8f, 2.2f);
        float mouth = Spot(across / 3.5f, y - 6.5f + (smile * ((across * across / 6) - 1)), 1, 0.9f);
        return light * (0.35f + (0.5f * head)) * (1 - (0.7f * Math.Min(1, eyes + nose + mouth)));
    }

    private static float Spot(float x, float y, float width, float height) =>
        MathF.Exp(-((x * x / (width * width)) + (y * y / (height * height))));
}
