using System.Numerics;
using System.Runtime.InteropServices;

namespace Saccade.Kernels.Sparse;

/// <summary>Spikes of one height as bits, 32 in a word, as <see cref="SpikeWords"/> packs them: what kernels read in place of floats, a thirty-second of the memory.</summary>
/// <param name="words">The bits, in the memory of floats.</param>
/// <param name="height">What a spike is.</param>
internal readonly ref struct SpikeSpan(ReadOnlySpan<float> words, float height)
{
    /// <summary>Neurons of a word; parts begin and end with one.</summary>
    public const int WordNeurons = 32;

    private readonly ReadOnlySpan<float> _words = words;

    /// <summary>What a spike is.</summary>
    public float Height { get; } = height;

    /// <summary>Number of neurons.</summary>
    public int Length => _words.Length * WordNeurons;

    /// <summary>The bits: bit i of word w says whether neuron 32 w + i fired.</summary>
    public ReadOnlySpan<uint> Words => MemoryMarshal.Cast<float, uint>(_words);

    /// <summary>A part; both numbers are multiples of 32.</summary>
    public SpikeSpan Slice(int start, int length) => new(_words.Slice(start / WordNeurons, length / WordNeurons), Height);

    /// <summary>How many neurons fired.</summary>
    public long Count()
    {
        long count = 0;
        foreach (uint word in Words)
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Writes them as floats.</summary>
    public void Unpack(Span<float> spikes) => SpikeWords.Unpack(_words, Height, spikes[..Length]);
}
