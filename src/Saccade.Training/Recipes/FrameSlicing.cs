namespace Saccade.Training.Recipes;

/// <summary>How a recording is cut into T frames (facts 7.6).</summary>
public enum FrameSlicing
{
    /// <summary>Frames hold equal numbers of events.</summary>
    Number,

    /// <summary>Frames last equally long.</summary>
    Time,
}
