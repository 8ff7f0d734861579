using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>
/// Threefry-2x32 with 20 rounds: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011);
/// in JAX <c>jax/_src/random/threefry2x32.py</c>.
/// </summary>
internal static class Threefry
{
    /// <summary>The parity word of the key schedule (SKEIN_KS_PARITY32 in Random123).</summary>
    private const uint Parity = 0x1BD11BDA;

    /// <summary>The 64-bit block of the counter (<paramref name="x0"/>, <paramref name="x1"/>).</summary>
    public static (uint First, uint Second) Hash(JaxKey key, uint x0, uint x1)
    {
        uint k0 = key.High, k1 = key.Low, k2 = k0 ^ k1 ^ Parity;
        x0 += k0;
        x1 += k1;
        FourRounds(ref x0, ref x1, 13, 15, 26, 6);
        x0 += k1;
        x1 += k2 + 1;
        FourRounds(ref x0, ref x1, 17, 29, 16, 24);
        x0 += k2;
        x1 += k0 + 2;
        FourRounds(ref x0, ref x1, 13, 15, 26, 6);
        x0 += k0;
        x1 += k1 + 3;
        FourRounds(ref x0, ref x1, 17, 29, 16, 24);
        x0 += k1;
        x1 += k2 + 4;
        FourRounds(ref x0, ref x1, 13, 15, 26, 6);
        x0 += k2;
        x1 += k0 + 5;
        return (x0, x1);
    }

    /// <summary>Eight blocks at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Hash(JaxKey key, ref Vector256<uint> x0, ref Vector256<uint> x1)
    {
        uint k0 = key.High, k1 = key.Low, k2 = k0 ^ k1 ^ Parity;
        x0 += Vector256.Create(k0);
        x1 += Vector256.Create(k1);
        FourRounds(ref x0, ref x1, 13, 15, 26, 6);
        x0 += Vector256.Create(k1);
        x1 += Vector256.Create(k2 + 1);
        FourRounds(ref x0, ref x1, 17, 29, 16, 24);
        x0 += Vector256.Create(k2);
        x1 += Vector256.Create(k0 + 2);
        FourRounds(ref x0, ref x1, 13, 15, 26, 6);
        x0 += Vector256.Create(k0);
        x1 += Vector256.Create(k1 + 3);
        FourRounds(ref x0, ref x1, 17, 29, 16, 24);
        x0 += Vector256.Create(k1);
        x1 += Vector256.Create(k2 + 4);
        FourRounds(ref x0, ref x1, 13, 15, 26, 6);
        x0 += Vector256.Create(k2);
        x1 += Vector256.Create(k0 + 5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRounds(ref uint x0, ref uint x1, int a, int b, int c, int d)
    {
        x0 += x1;
        x1 = BitOperations.RotateLeft(x1, a) ^ x0;
        x0 += x1;
        x1 = BitOperations.RotateLeft(x1, b) ^ x0;
        x0 += x1;
        x1 = BitOperations.RotateLeft(x1, c) ^ x0;
        x0 += x1;
        x1 = BitOperations.RotateLeft(x1, d) ^ x0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRounds(ref Vector256<uint> x0, ref Vector256<uint> x1, int a, int b, int c, int d)
    {
        x0 += x1;
        x1 = RotateLeft(x1, a) ^ x0;
        x0 += x1;
        x1 = RotateLeft(x1, b) ^ x0;
        x0 += x1;
        x1 = RotateLeft(x1, c) ^ x0;
        x0 += x1;
        x1 = RotateLeft(x1, d) ^ x0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateLeft(Vector256<uint> x, int count) => (x << count) | (x >>> (32 - count));
}
