namespace Saccade.Networks;

/// <summary>What batch normalisation does in a pass.</summary>
public enum BatchNormUse
{
    /// <summary>Normalises by the running statistics, which stay; known as eval mode.</summary>
    Running,

    /// <summary>Normalises by the batch and updates the running statistics; known as train mode.</summary>
    Batch,

    /// <summary>Normalises by the running statistics, and neither scale nor shift are trained.</summary>
    Frozen,
}
