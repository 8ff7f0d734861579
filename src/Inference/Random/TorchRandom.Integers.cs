using System.Numerics;

namespace VaeOnnx.Inference;

public sealed partial class TorchRandom
{
    /// <summary>From this range on <c>randint</c> draws 64 bits for a number.</summary>
    private const ulong WideRange = 1UL << 28;

    /// <summary>From this length on <c>randperm</c> draws 64 bits for a number: (2^32 − 1) / 20.</summary>
    private const int WidePermutation = 214748364;

    /// <summary>
    /// <c>torch.randint(minimum, maximum, shape)</c>, the maximum excluded, for any integer type: the numbers depend on the range alone.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="maximum"/> is not above <paramref name="minimum"/>.</exception>
    public void Randint<T>(Span<T> values, T minimum, T maximum)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (maximum <= minimum)
            throw new ArgumentException($"integers are drawn from [minimum, maximum); there is none in [{minimum}, {maximum})");
        ulong range = ulong.CreateTruncating(maximum) - ulong.CreateTruncating(minimum);
        foreach (ref T value in values)
            value = minimum + T.CreateTruncating((range >= WideRange ? Draw64() : engine.Draw()) % range);
    }

    /// <summary><c>tensor.random_()</c> of an integer type: from 0 to the greatest number of the type.</summary>
    public void Random<T>(Span<T> values)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        ulong greatest = ulong.CreateTruncating(T.MaxValue);
        bool wide = greatest > uint.MaxValue;
        foreach (ref T value in values)
            value = T.CreateTruncating((wide ? Draw64() : engine.Draw()) & greatest);
    }

    /// <summary><c>tensor.random_()</c> of float32: whole numbers from 0 to 2^24.</summary>
    public void Random(Span<float> values)
    {
        foreach (ref float value in values)
            value = engine.Draw() % ((1U << 24) + 1);
    }

    /// <summary><c>tensor.random_()</c> of float64: whole numbers from 0 to 2^53.</summary>
    public void Random(Span<double> values)
    {
        foreach (ref double value in values)
            value = Draw64() % ((1UL << 53) + 1);
    }

    /// <summary><c>torch.randperm(count)</c>: the numbers from 0 to count − 1 in a random order.</summary>
    /// <returns>[count]</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public int[] RandPerm(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = new int[count];
        for (int i = 0; i < count; i++)
            order[i] = i;
        for (int i = 0; i < count - 1; i++)
        {
            ulong bits = count < WidePermutation ? engine.Draw() : Draw64();
            int other = i + (int)(bits % (ulong)(count - i));
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
