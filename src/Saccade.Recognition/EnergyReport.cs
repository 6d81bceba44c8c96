using Saccade.Networks.Operations;

namespace Saccade.Recognition;

/// <summary>
/// Operations and energy of a network for a recording, over the recordings of a part, with the same network without spikes beside it: its twin, which multiplies every input with
/// every weight once for a frame.
/// </summary>
/// <param name="Samples">Number of recordings.</param>
/// <param name="Steps">T, time steps of each.</param>
/// <param name="Costs">What an operation costs.</param>
/// <param name="CountCost">What inputs cost that stand for several spikes.</param>
/// <param name="Layers">Layers with weights and layers of neurons, in the order in which they run.</param>
/// <param name="Total">Their sum.</param>
public sealed record EnergyReport(int Samples, int Steps, EnergyCosts Costs, CountCost CountCost, IReadOnlyList<LayerEnergy> Layers, LayerEnergy Total)
{
    /// <summary>Mean energy as papers count it, in picojoule: SOPs in place of accumulates, multiply-accumulates of real inputs, arithmetic alone.</summary>
    public double PublishedEnergy => (Layers.Where(l => l.Input == InputKind.Real).Sum(l => l.MultiplyAdds.Mean) * Costs.MultiplyAdd) + (Total.SynapticOperations.Mean * Costs.Accumulate);

    /// <summary>How much less the network takes than its twin does for one frame: above 1 it takes less.</summary>
    public double GainOverFrame => Total.TwinEnergy / Total.Energy.Mean;

    /// <summary>How much less the network takes than its twin does for T frames.</summary>
    public double GainOverFrames => GainOverFrame * Steps;
}

/// <summary>Operations and energy of a layer for a recording.</summary>
/// <param name="Layer">Its path; <c>sum</c> for all.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Input">What it is given; null for neurons and the sum.</param>
/// <param name="MostSpikes">The most spikes that an input stands for; 0 where <paramref name="Input"/> is real or null.</param>
public sealed record LayerEnergy(string Layer, string Kind, InputKind? Input, int MostSpikes)
{
    /// <summary>Mean share of its inputs that is not 0; null for neurons and the sum.</summary>
    public double? InputDensity { get; init; }

    /// <summary>Mean spikes per neuron and step; null for layers with weights, and for the sum of a network without neurons.</summary>
    public double? FiringRate { get; init; }

    /// <summary>Multiply-accumulates (MAC).</summary>
    public Spread MultiplyAdds { get; init; } = Spread.None;

    /// <summary>Accumulates (AC).</summary>
    public Spread Accumulates { get; init; } = Spread.None;

    /// <summary>Synaptic operations (SOP) as papers count them: share of inputs that is not 0, times T, times multiply-accumulates of the twin.</summary>
    public Spread SynapticOperations { get; init; } = Spread.None;

    /// <summary>Energy in picojoule.</summary>
    public Spread Energy { get; init; } = Spread.None;

    /// <summary>Multiply-accumulates of the twin for one frame.</summary>
    public long TwinMultiplyAdds { get; init; }

    /// <summary>Energy of the twin for one frame, in picojoule.</summary>
    public double TwinEnergy { get; init; }
}
