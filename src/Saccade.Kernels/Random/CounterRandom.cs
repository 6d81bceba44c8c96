using System.Runtime.CompilerServices;

namespace Saccade.Kernels.Random;

/// <summary>
/// Counter-based random numbers (Philox 4x32-10, Salmon et al. 2011): the stream is a pure function of a key, so what
/// is drawn for a sample does not depend on the order of work, the number of threads, or a resume.
/// </summary>
/// <remarks>
/// Key a stream by seed, <see cref="RandomPurpose"/> and up to two indices (epoch and sample, layer and parameter …).
/// The struct holds only the position in its stream; copy it and both copies draw the same numbers. Not thread-safe;
/// give each worker its own.
/// </remarks>
public struct CounterRandom
{
    private readonly ulong _key;
    private readonly ulong _stream;
    private ulong _block;
    private int _left;
    private uint _r0, _r1, _r2, _r3;

    /// <summary>Starts the stream of the given key at its beginning.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="purpose">What the numbers are for; streams of different purposes are independent.</param>
    /// <param name="major">First index, for example the epoch; at most 2^28 - 1.</param>
    /// <param name="minor">Second index, for example the sample; at most 2^32 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative or above its limit.</exception>
    public CounterRandom(ulong seed, RandomPurpose purpose, long major = 0, long minor = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(major);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(major, (1L << 28) - 1);
        ArgumentOutOfRangeException.ThrowIfNegative(minor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minor, uint.MaxValue);

        _key = seed;
        _stream = ((ulong)purpose << 60) | ((ulong)major << 32) | (ulong)minor;
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
            Refill();

        _left--;
        uint next = _r0;
        (_r0, _r1, _r2) = (_r1, _r2, _r3);
        return next;
    }

    /// <summary>Passes over numbers of 32 bits, at no cost; the others draw two of them each.</summary>
    /// <param name="count">How many, from 0.</param>
    internal void Skip(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        for (; count > 0 && _left > 0; count--)
            NextUInt32();
        _block += (ulong)count / 4;
        for (long i = count % 4; i > 0; i--)
            NextUInt32();
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64() => ((ulong)NextUInt32() << 32) | NextUInt32();

    /// <summary>A float32 uniform in [0, 1): 24 random bits.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>A float64 uniform in [0, 1): 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An integer uniform in [<paramref name="low"/>, <paramref name="high"/>), without modulo bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is not above <paramref name="low"/>.</exception>
    public int NextInt32(int low, int high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);

        uint range = (uint)(high - (long)low);
        uint reject = (uint)(-(long)range) % range; // 2^32 mod range: the values that would favour low results
        while (true)
        {
            ulong product = (ulong)NextUInt32() * range;
            if ((uint)product >= reject)
                return (int)(low + (long)(product >> 32));
        }
    }

    /// <summary>A float64 from the standard normal distribution (Box-Muller; two uniforms for each number).</summary>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts <paramref name="items"/> in a uniformly random order (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(0, i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private void Refill()
    {
        uint c0 = (uint)_block, c1 = (uint)(_block >> 32), c2 = (uint)_stream, c3 = (uint)(_stream >> 32);
        uint k0 = (uint)_key, k1 = (uint)(_key >> 32);
        for (int round = 0; round < 10; round++)
        {
            (c0, c1, c2, c3) = Round(c0, c1, c2, c3, k0, k1);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        (_r0, _r1, _r2, _r3) = (c0, c1, c2, c3);
        _left = 4;
        _block++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (uint, uint, uint, uint) Round(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        ulong p0 = 0xD2511F53UL * c0, p1 = 0xCD9E8D57UL * c2;
        return ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
    }
}
