using System.Runtime.InteropServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>Spikes as bits, 32 in a word: bit i of word w says whether neuron 32 w + i fired.</summary>
public static unsafe class SpikeWords
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
                spikes[word * Bits + System.Numerics.BitOperations.TrailingZeroCount(bits)] = height;
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
