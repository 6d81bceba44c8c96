namespace Saccade.Training.Recipes;

/// <summary>How frames of the sensor become frames of the network.</summary>
public enum FrameResize
{
    /// <summary>Counts of the nearest sensor pixel; what the published code does.</summary>
    Nearest,

    /// <summary>Every event falls into the pixel that covers it, so no event is lost or counted twice.</summary>
    Binned,
}
