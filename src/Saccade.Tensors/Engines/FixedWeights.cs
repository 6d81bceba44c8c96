using System.Collections.Concurrent;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>
/// Keeps weights in the layouts that kernels read, so that they are packed once and not in every pass: for a network
/// whose weights stay as they are for as long as this is used. Give it to every tape that runs the network.
/// </summary>
/// <remarks>
/// Safe for several threads at once, each with an engine of its own of the same kind: all read the same copies. A lock is held only while a weight is packed, which
/// happens once. Holds a copy of each weight, two where both dense and sparse images occur. Make a new one when weights change.
/// </remarks>
public sealed class FixedWeights
{
    private readonly ConcurrentDictionary<(StorageBlock Weight, Kind Kind), Storage> _packed = new();
    private readonly ConcurrentDictionary<(Parameter Parameter, KernelSet Kernels), Storage> _placed = new();
    private readonly Lock _packing = new();

    /// <summary>The layouts.</summary>
    internal enum Kind
    {
        /// <summary>For dense tiles.</summary>
        Dense,

        /// <summary>For sparse tiles.</summary>
        Sparse,
    }

    /// <summary>Bytes of the copies that there are now.</summary>
    public long Bytes => sizeof(float) * (_packed.Values.Sum(s => (long)s.Length) + _placed.Values.Sum(s => (long)s.Length));

    /// <summary>A copy of a parameter in the memory of the kernels, made when it is asked for first.</summary>
    internal Storage Place(Parameter parameter, KernelSet kernels)
        => Once(_placed, (parameter, kernels), kernels, parameter.Shape.Count, storage => storage.Write(parameter.Values));

    /// <summary>The packed weight of a parameter; <paramref name="pack"/> fills it when it is asked for first.</summary>
    internal Storage Get(ReadOnlyStorage weight, Kind kind, int length, KernelSet kernels, Action<Storage> pack)
    {
        var block = weight.Block ?? throw new ArgumentException("fixed weights must be those of a parameter", nameof(weight));
        return Once(_packed, (block, kind), kernels, length, pack);
    }

    /// <summary>Nobody sees a storage before it is filled, and a failure leaves nothing behind.</summary>
    private Storage Once<TKey>(ConcurrentDictionary<TKey, Storage> known, TKey key, KernelSet kernels, int length, Action<Storage> fill)
        where TKey : notnull
    {
        if (known.TryGetValue(key, out var storage))
            return storage;
        lock (_packing)
        {
            if (known.TryGetValue(key, out storage))
                return storage;
            storage = new Storage(kernels.Allocate(length), 0, length);
            fill(storage);
            known[key] = storage;
            return storage;
        }
    }
}
