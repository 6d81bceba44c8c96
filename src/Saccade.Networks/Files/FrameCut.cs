namespace Saccade.Networks.Files;

/// <summary>How a recording is cut into frames.</summary>
public enum FrameCut
{
    /// <summary>Equal numbers of events; known as <c>split_by='number'</c>.</summary>
    Number,

    /// <summary>Equal times; known as <c>split_by='time'</c>.</summary>
    Time,
}
