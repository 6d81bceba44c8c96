using Saccade.Networks.Operations;

namespace Saccade.Recognition;

/// <summary>Sets of costs that come with Saccade.</summary>
public enum EnergyPreset
{
    /// <summary>Arithmetic in 32-bit floating point at 45 nm, nothing else: what papers on spiking networks usually quote.</summary>
    Float32,

    /// <summary>Arithmetic in 8-bit integers at 45 nm, nothing else.</summary>
    Int8,

    /// <summary>As <see cref="Float32"/>, with the memory that weights and potentials are read from and written to.</summary>
    Memory,
}

/// <summary>What operations cost, in picojoule.</summary>
/// <param name="Name">In a few words.</param>
/// <param name="MultiplyAdd">A multiply-accumulate; at least 0.</param>
/// <param name="Accumulate">An accumulate; at least 0.</param>
/// <param name="WordAccess">
/// Reading or writing a word of memory; at least 0, and 0 for arithmetic alone. Every operation reads a weight; a spiking neuron reads and writes its potential at every
/// step; a neuron of a network without spikes writes its output once for a frame.
/// </param>
/// <remarks>
/// The numbers of the presets are those of Horowitz, "Computing's energy problem", ISSCC 2014, for 45 nm and 0.9 V: multiplication 3.7 and addition 0.9 pJ of 32-bit
/// floating point, 0.2 and 0.03 pJ of 8-bit integers, 10 pJ for 64 bits of an 8 KiB cache. They say how two networks compare, not what a chip draws from its battery.
/// </remarks>
public sealed record EnergyCosts(string Name, double MultiplyAdd, double Accumulate, double WordAccess = 0)
{
    private const double CacheWord = 10.0 / 2;

    /// <summary>The costs of a preset.</summary>
    public static EnergyCosts Of(EnergyPreset preset) => preset switch
    {
        EnergyPreset.Int8 => new EnergyCosts("45 nm, 8-bit integers, arithmetic only", 0.2 + 0.03, 0.03),
        EnergyPreset.Memory => new EnergyCosts("45 nm, 32-bit floating point, weights and potentials in 8 KiB caches", 3.7 + 0.9, 0.9, CacheWord),
        _ => new EnergyCosts("45 nm, 32-bit floating point, arithmetic only", 3.7 + 0.9, 0.9),
    };

    /// <summary>What a network with spikes takes, in picojoule.</summary>
    /// <param name="count">Its operations.</param>
    public double Of(OperationCount count)
        => (count.MultiplyAdds * (MultiplyAdd + WordAccess)) + (count.Accumulates * (Accumulate + WordAccess)) + (count.Updates * 2.0 * WordAccess);

    /// <summary>What a network without spikes takes for a frame, in picojoule.</summary>
    /// <param name="multiplyAdds">Its multiply-accumulates.</param>
    /// <param name="activations">Outputs of its activations.</param>
    public double OfDense(long multiplyAdds, long activations) => (multiplyAdds * (MultiplyAdd + WordAccess)) + (activations * WordAccess);
}
