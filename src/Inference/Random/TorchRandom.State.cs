using System.Buffers.Binary;

namespace VaeOnnx.Inference;

public sealed partial class TorchRandom
{
    /// <summary>
    /// Bytes of a state: torch's <c>CPUGeneratorImplState</c> (<c>aten/src/ATen/CPUGeneratorImpl.cpp</c>), a C structure whose
    /// fields lie as below, little-endian.
    /// </summary>
    public const int StateSize = 5056;

    private const int SeedAt = 0;
    private const int LeftAt = 8;
    private const int SeededAt = 12;
    private const int NextAt = 16;
    private const int WordsAt = 24; // 64 bits each, of which 32 are used.
    private const int NormalAt = 5024;
    private const int NormalIsValidAt = 5040;
    private const int FloatNormalAt = 5048;
    private const int FloatNormalIsValidAt = 5052;

    /// <summary>Kept for the state only: torch has a place for it and no CPU draw that uses it.</summary>
    private float? nextFloatNormal;

    /// <summary><c>torch.get_rng_state()</c>.</summary>
    /// <returns>[5056]</returns>
    public byte[] GetState()
    {
        var state = new byte[StateSize];
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(SeedAt), InitialSeed);
        BinaryPrimitives.WriteInt32LittleEndian(state.AsSpan(LeftAt), engine.Left);
        BinaryPrimitives.WriteInt32LittleEndian(state.AsSpan(SeededAt), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(NextAt), (ulong)engine.Next);
        for (int i = 0; i < MersenneTwister.Size; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(WordsAt + (i * sizeof(ulong))), engine.State[i]);
        if (nextNormal is double normal)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(state.AsSpan(NormalAt), normal);
            BinaryPrimitives.WriteInt32LittleEndian(state.AsSpan(NormalIsValidAt), 1);
        }

        if (nextFloatNormal is float single)
        {
            BinaryPrimitives.WriteSingleLittleEndian(state.AsSpan(FloatNormalAt), single);
            state[FloatNormalIsValidAt] = 1;
        }

        return state;
    }

    /// <summary><c>torch.set_rng_state(state)</c>: goes on from a state that <see cref="GetState"/> or PyTorch saved.</summary>
    /// <exception cref="ArgumentException">It is not 5,056 bytes long, or no state of a seeded generator.</exception>
    public void SetState(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateSize)
            throw new ArgumentException($"a state of torch's CPU generator has {StateSize} bytes, not {state.Length}", nameof(state));

        int left = BinaryPrimitives.ReadInt32LittleEndian(state[LeftAt..]);
        ulong next = BinaryPrimitives.ReadUInt64LittleEndian(state[NextAt..]);
        bool seeded = BinaryPrimitives.ReadInt32LittleEndian(state[SeededAt..]) == 1;
        if (!seeded || left is < 1 or > MersenneTwister.Size || next > (ulong)(MersenneTwister.Size + 1 - left))
            throw new ArgumentException($"this is no state of torch's CPU generator: seeded {seeded}, left {left}, next {next}", nameof(state));

        Span<uint> words = stackalloc uint[MersenneTwister.Size];
        for (int i = 0; i < words.Length; i++)
            words[i] = (uint)BinaryPrimitives.ReadUInt64LittleEndian(state[(WordsAt + (i * sizeof(ulong)))..]);
        engine.Restore(words, left, (int)next);
        InitialSeed = BinaryPrimitives.ReadUInt64LittleEndian(state[SeedAt..]);
        bool normal = BinaryPrimitives.ReadInt32LittleEndian(state[NormalIsValidAt..]) != 0;
        bool single = state[FloatNormalIsValidAt] != 0;
        nextNormal = normal ? BinaryPrimitives.ReadDoubleLittleEndian(state[NormalAt..]) : null;
        nextFloatNormal = single ? BinaryPrimitives.ReadSingleLittleEndian(state[FloatNormalAt..]) : null;
    }
}
