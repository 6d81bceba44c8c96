namespace Saccade.Recognition;

/// <summary>How the weights of convolutions and linear layers are kept, in a model file and in a plan.</summary>
public enum WeightFormat
{
    /// <summary>As trained.</summary>
    Float32,

    /// <summary>Whole numbers from -127 to 127, with a scale for each output channel. Biases, normalisation and thresholds stay as trained.</summary>
    Int8,
}
