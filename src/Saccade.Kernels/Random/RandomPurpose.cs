namespace Saccade.Kernels.Random;

/// <summary>What a stream of random numbers is for; part of its key, so that purposes never share numbers.</summary>
public enum RandomPurpose
{
    /// <summary>Start values of parameters; indices: parameter, 0 for networks or the stream of a helper.</summary>
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

    /// <summary>Masks and noise of losses; indices: sample in the batch, phase and step.</summary>
    Loss = 8,

    /// <summary>Partner of a mixed sample and how it is mixed; indices: phase and epoch, sample.</summary>
    Mixing = 9,

    /// <summary>Which time steps of a batch gradients are taken of; indices: unused, phase and step.</summary>
    Steps = 10,

    /// <summary>Which features blurred distillation sets to 0; indices: sample in the batch, phase and step.</summary>
    Blur = 11,

    /// <summary>Which events of a sample are seen; indices: phase and epoch, sample for what is drawn once, and the frame for what is drawn for each event.</summary>
    Events = 12,

    /// <summary>Spikes that stand for brightness; indices: layer, phase and step with the time step.</summary>
    Encoding = 13,

    /// <summary>Which part of a still image is seen; indices: phase and epoch, sample.</summary>
    Crop = 14,

    /// <summary>Test inputs.</summary>
    Test = 7,
}
