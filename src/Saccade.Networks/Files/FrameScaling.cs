namespace Saccade.Networks.Files;

/// <summary>How frames come to the extents of a network's input.</summary>
public enum FrameScaling
{
    /// <summary>They have them.</summary>
    None,

    /// <summary>Nearest pixel; drops events where the input is smaller.</summary>
    Nearest,

    /// <summary>Every event counts in the pixel it falls into.</summary>
    Binned,
}
