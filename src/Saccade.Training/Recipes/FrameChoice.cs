namespace Saccade.Training.Recipes;

/// <summary>A part of the T frames of a recording.</summary>
public enum FrameChoice
{
    /// <summary>The frames of the quantised network.</summary>
    Ann,

    /// <summary>The frames of the spiking network.</summary>
    Snn,

    /// <summary>All T frames.</summary>
    All,
}
