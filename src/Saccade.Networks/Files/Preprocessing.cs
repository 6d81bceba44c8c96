namespace Saccade.Networks.Files;

/// <summary>How a recording becomes the frames that a network was trained on: everything that must be repeated to use it.</summary>
public sealed record Preprocessing
{
    /// <summary>Frames that a recording is cut into, T.</summary>
    public required int Frames { get; init; }

    /// <summary>How it is cut.</summary>
    public required FrameCut Cut { get; init; }

    /// <summary>Which of those frames the network sees, in the order of its steps, from 0.</summary>
    public required IReadOnlyList<int> Positions { get; init; }

    /// <summary>Columns of the sensor that the network was trained for.</summary>
    public required int SensorWidth { get; init; }

    /// <summary>Rows of that sensor.</summary>
    public required int SensorHeight { get; init; }

    /// <summary>How frames come to the extents of the network's input.</summary>
    public required FrameScaling Scaling { get; init; }

    /// <summary>How many slices of the recording a frame shows, the last of them its own; 1 when frames do not overlap.</summary>
    public int Window { get; init; } = 1;

    /// <summary>What fills the frame.</summary>
    public FrameFitting Fit { get; init; }

    /// <summary>What the network is shown for a count of events.</summary>
    public FrameCounts Counts { get; init; }

    /// <summary>What the two channels hold; always OFF events, then ON events, as counts.</summary>
    public string Channels { get; init; } = "off-on-counts";
}
