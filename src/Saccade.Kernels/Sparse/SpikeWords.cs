using System.Numerics;
using System.Runtime.InteropServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>Spikes as bits, 32 in a word: bit i of word w says whether neuron 32 w + i fired.</summary>
internal static unsafe class SpikeWords
{
    private const int Bits = 32;

    /// <summary>Words of some neurons.</summary>
    public static int Count(int neurons) => (neurons + Bits - 1) / Bits;

    /// <summary>Packs spikes: every element that is not 0 fired.</summary>
    /// <param name="spikes">The spikes.</param>
    /// <param name="words">Receives the bits, in the memory of floats that are none; at least <see cref="Count"/>.</param>
    /// <exception cref="ArgumentException">There are too few words.</exception>
    public static void Pack(ReadOnlySpan<float> spikes, Span<float> words)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(words.Length, Count(spikes.Length), nameof(words));
        var target = MemoryMarshal.Cast<float, uint>(words);
        fixed (float* source = spikes)
        {
            int whole = spikes.Length / Bits;
            for (int word = 0; word < whole; word++)
                target[word] = Word(source + (nint)word * Bits);
            if (spikes.Length % Bits > 0)
            {
                float* rest = stackalloc float[Bits];
                new Span<float>(rest, Bits).Clear();
                spikes[(whole * Bits)..].CopyTo(new Span<float>(rest, Bits));
                target[whole] = Word(rest);
            }
        }
    }

    /// <summary>Writes <paramref name="height"/> where a bit is set, and 0 elsewhere.</summary>
    /// <param name="words">The bits.</param>
    /// <param name="height">The height of a spike.</param>
    /// <param name="spikes">Filled.</param>
    /// <exception cref="ArgumentException">There are too few words.</exception>
    public static void Unpack(ReadOnlySpan<float> words, float height, Span<float> spikes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(words.Length, Count(spikes.Length), nameof(words));
        spikes.Clear();
        var source = MemoryMarshal.Cast<float, uint>(words);
        for (int word = 0; word < Count(spikes.Length); word++)
        {
            for (uint bits = source[word]; bits != 0; bits &= bits - 1)
                spikes[word * Bits + BitOperations.TrailingZeroCount(bits)] = height;
        }
    }

    /// <summary>Bits that levels up to <paramref name="levels"/> take.</summary>
    public static int Planes(int levels) => BitOperations.Log2((uint)levels) + 1;

    /// <summary>Packs spikes of several levels: bit i of word w of plane p is bit p of the level of neuron 32 w + i.</summary>
    /// <param name="spikes">The spikes, whole multiples of their channel's height.</param>
    /// <param name="heights">What a level is, for each channel, or one number for all.</param>
    /// <param name="channel">The channel of the first neuron.</param>
    /// <param name="planes">Number of planes, as <see cref="Planes"/> says.</param>
    /// <param name="words">Receives the bits, each plane <paramref name="stride"/> words after the one before.</param>
    /// <param name="stride">Distance of planes.</param>
    /// <exception cref="ArgumentException">There are too few words.</exception>
    public static void PackLevels(ReadOnlySpan<float> spikes, ReadOnlySpan<float> heights, int channel, int planes, Span<float> words, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(words.Length, (planes - 1) * stride + Count(spikes.Length), nameof(words));
        var target = MemoryMarshal.Cast<float, uint>(words);
        for (int plane = 0; plane < planes; plane++)
            target.Slice(plane * stride, Count(spikes.Length)).Clear();
        for (int i = 0; i < spikes.Length; i++)
        {
            if (spikes[i] == 0)
                continue;
            uint level = (uint)MathF.Round(spikes[i] / heights[(channel + i) % heights.Length]);
            for (int plane = 0; plane < planes; plane++)
                target[plane * stride + i / Bits] |= (level >> plane & 1) << (i % Bits);
        }
    }

    /// <summary>Writes the spikes that <see cref="PackLevels"/> packed.</summary>
    /// <param name="words">The bits.</param>
    /// <param name="stride">Distance of planes.</param>
    /// <param name="planes">Number of planes.</param>
    /// <param name="heights">What a level is, for each channel, or one number for all.</param>
    /// <param name="channel">The channel of the first neuron.</param>
    /// <param name="spikes">Filled.</param>
    /// <exception cref="ArgumentException">There are too few words.</exception>
    public static void UnpackLevels(ReadOnlySpan<float> words, int stride, int planes, ReadOnlySpan<float> heights, int channel, Span<float> spikes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(words.Length, (planes - 1) * stride + Count(spikes.Length), nameof(words));
        var source = MemoryMarshal.Cast<float, uint>(words);
        for (int i = 0; i < spikes.Length; i++)
        {
            uint level = 0;
            for (int plane = 0; plane < planes; plane++)
                level |= (source[plane * stride + i / Bits] >> (i % Bits) & 1) << plane;
            spikes[i] = level == 0 ? 0 : level * heights[(channel + i) % heights.Length];
        }
    }

    private static uint Word(float* spikes)
        => HardwareWidths.Use8 ? Word<Lanes8>(spikes) : HardwareWidths.Use4 ? Word<Lanes4>(spikes) : Word<Lanes1>(spikes);

    private static uint Word<V>(float* spikes)
        where V : struct, ILanes<V>
    {
        uint word = 0;
        for (int i = 0; i < Bits; i += V.Count)
            word |= V.NonZeroMask(V.Load(spikes + i)) << i;
        return word;
    }
}
