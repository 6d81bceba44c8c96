using System.Runtime.InteropServices;
using Saccade.Kernels.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>
/// Keeps weights in the layouts that kernels read, so that they are packed once and not in every pass: for a network
/// whose weights stay as they are for as long as this is used. Give it to every tape that runs the network; not thread-safe.
/// </summary>
/// <remarks>Holds a copy of each weight, two where both dense and sparse images occur. Make a new one when weights change.</remarks>
public sealed class FixedWeights
{
    private readonly Dictionary<(object Weight, Kind Kind), Memory<float>> _packed = [];

    /// <summary>The layouts.</summary>
    internal enum Kind
    {
        /// <summary>For dense tiles.</summary>
        Dense,

        /// <summary>For sparse tiles.</summary>
        Sparse,
    }

    /// <summary>The packed weight; <paramref name="pack"/> fills it when it is asked for first.</summary>
    internal Memory<float> Get(ReadOnlyMemory<float> weight, Kind kind, int length, Action<Memory<float>> pack)
    {
        if (!MemoryMarshal.TryGetArray(weight, out var segment) || segment.Array is not { } array)
            throw new ArgumentException("fixed weights must be those of a parameter", nameof(weight));
        if (!_packed.TryGetValue((array, kind), out var packed))
        {
            var (memory, start) = AlignedArray.Allocate(length);
            packed = memory.AsMemory(start, length);
            pack(packed);
            _packed.Add((array, kind), packed);
        }

        return packed;
    }
}
