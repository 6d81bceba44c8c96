using Saccade.Kernels.Sparse;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>Feature maps that an operation reads: values, or spikes that are bits and nowhere floats, for kernels that read them so (<see cref="KernelSet.ReadsSpikes"/>).</summary>
internal readonly record struct Maps
{
    private readonly ReadOnlyStorage _memory;

    private Maps(ReadOnlyStorage memory, int length, float? height) => (_memory, Length, Height) = (memory, length, height);

    /// <summary>Number of values.</summary>
    public int Length { get; }

    /// <summary>What a spike is; null where these are values.</summary>
    public float? Height { get; }

    /// <summary>Whether these are spikes as bits.</summary>
    public bool AreSpikes => Height is not null;

    /// <summary>Whether neurons made them, so that many are 0. The network decides it, never the values, because gradients of weights are rounded by it.</summary>
    public bool AreFired { get; init; }

    /// <summary>The values.</summary>
    /// <exception cref="InvalidOperationException">These are spikes.</exception>
    public ReadOnlyStorage Values => AreSpikes ? throw new InvalidOperationException("these maps are bits and have no values") : _memory;

    /// <summary>The spikes.</summary>
    public SpikeSpan Spikes => new(_memory.Span, Height ?? throw new InvalidOperationException("these maps are values and no bits"));

    /// <summary>Values.</summary>
    public static implicit operator Maps(ReadOnlyStorage values) => new(values, values.Length, null);

    /// <inheritdoc cref="op_Implicit(ReadOnlyStorage)"/>
    public static implicit operator Maps(Storage values) => new(values, values.Length, null);

    /// <summary>Spikes of one height, 32 neurons in a word.</summary>
    public static Maps OfSpikes(ReadOnlyStorage words, float height) => new(words, words.Length * SpikeSpan.WordNeurons, height);
}
