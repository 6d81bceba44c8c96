namespace Saccade.Kernels.Random;

/// <summary>What a stream of random numbers is for; part of its key, so that purposes never share numbers.</summary>
public enum RandomPurpose
{
    /// <summary>Start values of parameters; indices: parameter, unused.</summary>
    Initialisation = 0,

    /// <summary>Order of the samples in an epoch; indices: phase and epoch, unused.</summary>
    Order = 1,

    /// <summary>Augmentation of a sample; indices: phase and epoch, sample.</summary>
    Augmentation = 2,

    /// <summary>Dropout and other noise inside a network; indices: step, layer.</summary>
    Network = 3,

    /// <summary>Division of a data set into parts; indices: class, unused.</summary>
    Split = 4,

    /// <summary>Generated recordings; indices: class, recording.</summary>
    Synthesis = 5,

    /// <summary>Noise and mismatch of a simulated camera; indices: recording, unused.</summary>
    Camera = 6,

    /// <summary>Test inputs.</summary>
    Test = 7,
}
