using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>
/// Keeps weights in the layouts that kernels read, so that they are packed once and not in every pass: for a network
/// whose weights stay as they are for as long as this is used. Give it to every tape that runs the network; not thread-safe.
/// </summary>
/// <remarks>Holds a copy of each weight, two where both dense and sparse images occur. Make a new one when weights change.</remarks>
public sealed class FixedWeights
{
    private readonly Dictionary<(StorageBlock Weight, Kind Kind), Storage> _packed = [];
    private readonly Dictionary<(Parameter Parameter, KernelSet Kernels), Storage> _placed = [];

    /// <summary>The layouts.</summary>
    internal enum Kind
    {
        /// <summary>For dense tiles.</summary>
        Dense,

        /// <summary>For sparse tiles.</summary>
        Sparse,
    }

    /// <summary>A copy of a parameter in the memory of the kernels, made when it is asked for first.</summary>
    internal Storage Place(Parameter parameter, KernelSet kernels)
    {
        if (!_placed.TryGetValue((parameter, kernels), out var placed))
        {
            placed = Allocate(kernels, parameter.Shape.Count);
            placed.Write(parameter.Values);
            _placed.Add((parameter, kernels), placed);
        }

        return placed;
    }

    /// <summary>The packed weight of a parameter; <paramref name="pack"/> fills it when it is asked for first.</summary>
    internal Storage Get(ReadOnlyStorage weight, Kind kind, int length, KernelSet kernels, Action<Storage> pack)
    {
        var block = weight.Block ?? throw new ArgumentException("fixed weights must be those of a parameter", nameof(weight));
        if (!_packed.TryGetValue((block, kind), out var packed))
        {
            packed = Allocate(kernels, length);
            pack(packed);
            _packed.Add((block, kind), packed);
        }

        return packed;
    }

    private static Storage Allocate(KernelSet kernels, int length) => new(kernels.Allocate(length), 0, length);
}
