namespace Saccade.Networks.Operations;

/// <summary>Operations of a layer, or of several, in one pass of one sample.</summary>
/// <param name="MultiplyAdds">Multiply-accumulates (MAC).</param>
/// <param name="Accumulates">Accumulates (AC): additions of a weight that a spike asks for, those beyond the border of a map left out.</param>
/// <param name="SynapticOperations">SOP as papers count them: the share of the inputs that is not 0, times the dense multiply-adds; a spike of several levels counts as many; 0 for real inputs.</param>
/// <param name="Spikes">Spikes that neurons sent.</param>
/// <param name="Updates">Neurons times steps.</param>
public readonly record struct OperationCount(double MultiplyAdds, double Accumulates, double SynapticOperations, long Spikes, long Updates)
{
    /// <summary>The sums of two counts.</summary>
    public OperationCount Plus(OperationCount other) => new(
        MultiplyAdds + other.MultiplyAdds, Accumulates + other.Accumulates, SynapticOperations + other.SynapticOperations, Spikes + other.Spikes, Updates + other.Updates);
}

/// <summary>What a layer with weights or neurons did in one pass of one sample.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">What it was given; null for neurons.</param>
/// <param name="MostSpikes">The most spikes that an input stands for; 0 for real numbers and neurons.</param>
/// <param name="Density">Share of its inputs that is not 0; not a number for neurons.</param>
/// <param name="Count">Its operations.</param>
internal sealed record LayerOperations(Layer Layer, InputKind? Input, int MostSpikes, double Density, OperationCount Count);
