namespace Saccade.Networks.Operations;

/// <summary>What kind of numbers a layer with weights is given; it decides what an operation costs.</summary>
public enum InputKind
{
    /// <summary>Real numbers: frames, or the output of a layer that is no neuron. A weight is multiplied.</summary>
    Real,

    /// <summary>Spikes of one height for each channel: a weight is added where there is one.</summary>
    Spikes,

    /// <summary>Sums or averages of several spikes, as behind an average pool or a residual addition: 0, 1, 2, ... times a unit.</summary>
    Counts,
}

/// <summary>What an input that stands for several spikes costs at each weight it meets.</summary>
public enum CountCost
{
    /// <summary>As many accumulates as it stands for spikes: the pool is folded into the weights, or the sum is never formed.</summary>
    Accumulate,

    /// <summary>One multiply-accumulate if it is not 0: the value is sent as a number.</summary>
    Multiply,
}
