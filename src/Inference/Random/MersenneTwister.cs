using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>
/// MT19937 (Matsumoto and Nishimura, "Mersenne twister", 1998) with the counters of torch's engine
/// (<c>aten/src/ATen/core/MT19937RNGEngine.h</c>), so that a state can be exchanged with it.
/// </summary>
internal sealed class MersenneTwister
{
    /// <summary>Words of the state.</summary>
    public const int Size = 624;

    /// <summary>How far ahead the recurrence looks.</summary>
    private const int Shift = 397;

    private const uint UpperBit = 0x80000000;
    private const uint LowerBits = 0x7FFFFFFF;
    private const uint Matrix = 0x9908B0DF;

    private readonly uint[] state = new uint[Size];

    /// <summary>The state.</summary>
    public ReadOnlySpan<uint> State => state;

    /// <summary>Draws until the state is renewed, that one included: torch's <c>left_</c>.</summary>
    public int Left { get; private set; }

    /// <summary>The word that the next draw takes, unless it renews the state: torch's <c>next_</c>.</summary>
    public int Next { get; private set; }

    /// <summary>Starts from a seed.</summary>
    public void Seed(uint seed)
    {
        state[0] = seed;
        for (uint i = 1; i < Size; i++)
            state[i] = (1812433253 * (state[i - 1] ^ (state[i - 1] >> 30))) + i;
        Left = 1;
        Next = 0;
    }

    /// <summary>Goes on from a state.</summary>
    public void Restore(ReadOnlySpan<uint> words, int left, int next)
    {
        words.CopyTo(state);
        Left = left;
        Next = next;
    }

    /// <summary>32 random bits.</summary>
    public uint Draw()
    {
        if (--Left == 0)
            Renew();
        return Temper(state[Next++]);
    }

    /// <summary>As many draws as there are elements.</summary>
    public void Draw(Span<uint> words)
    {
        while (!words.IsEmpty)
        {
            if (Left == 1)
            {
                Renew();
                Left++; // As after the draw before: the loop below takes what it draws off.
            }

            int count = Math.Min(Left - 1, words.Length);
            Temper(state.AsSpan(Next, count), words);
            Left -= count;
            Next += count;
            words = words[count..];
        }
    }

    private void Renew()
    {
        ref uint first = ref MemoryMarshal.GetArrayDataReference(state);
        int i = 0;
        // In place: a vector reads its own words and the one after before it writes, and the words Shift ahead (or Size − Shift
        // behind, renewed already) are further away than a vector is wide.
        for (; i <= Size - Shift - Vector256<uint>.Count; i += Vector256<uint>.Count)
            Twist(ref first, i, i + Shift);
        for (; i < Size - Shift; i++)
            state[i] = state[i + Shift] ^ Twist(state[i], state[i + 1]);
        for (; i < Size - 1 - Vector256<uint>.Count; i += Vector256<uint>.Count)
            Twist(ref first, i, i + Shift - Size);
        for (; i < Size; i++)
            state[i] = state[i + Shift - Size] ^ Twist(state[i], state[(i + 1) % Size]);
        Left = Size;
        Next = 0;
    }

    private static uint Twist(uint word, uint following) =>
        (((word & UpperBit) | (following & LowerBits)) >> 1) ^ ((following & 1) * Matrix);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Twist(ref uint first, int at, int from)
    {
        var word = Vector256.LoadUnsafe(ref first, (nuint)at);
        var following = Vector256.LoadUnsafe(ref first, (nuint)(at + 1));
        var mixed = (word & Vector256.Create(UpperBit)) | (following & Vector256.Create(LowerBits));
        var odd = Vector256<uint>.Zero - (following & Vector256<uint>.One); // All bits where odd.
        var other = Vector256.LoadUnsafe(ref first, (nuint)from);
        (other ^ (mixed >>> 1) ^ (odd & Vector256.Create(Matrix))).StoreUnsafe(ref first, (nuint)at);
    }

    private static uint Temper(uint y)
    {
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    private static void Temper(ReadOnlySpan<uint> words, Span<uint> tempered)
    {
        int i = 0;
        for (; i <= words.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            var y = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(words), (nuint)i);
            y ^= y >>> 11;
            y ^= (y << 7) & Vector256.Create(0x9D2C5680);
            y ^= (y << 15) & Vector256.Create(0xEFC60000);
            y ^= y >>> 18;
            y.StoreUnsafe(ref MemoryMarshal.GetReference(tempered), (nuint)i);
        }

        for (; i < words.Length; i++)
            tempered[i] = Temper(words[i]);
    }
}
