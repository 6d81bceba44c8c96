namespace Saccade.Training.Recipes;

/// <summary>Which of the T frames the quantised network (ann) and the spiking network (snn) see.</summary>
public enum FramePartition
{
    /// <summary>The first <c>ann</c> frames and the <c>snn</c> frames after them; ann + snn = T (HSD, section 5.1).</summary>
    Leading,

    /// <summary>Frames 0, 2, 4, ... for ann and 1, 3, 5, ... for snn, so ann = ceil(T/2) and snn = floor(T/2).</summary>
    Interleaved,
}
