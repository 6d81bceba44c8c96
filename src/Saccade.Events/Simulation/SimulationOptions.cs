namespace Saccade.Events.Simulation;

/// <summary>How images become recordings: display, motion, camera, and what differs from recording to recording. Equal options give equal recordings.</summary>
public sealed record SimulationOptions
{
    /// <summary>Changes when equal options give other recordings, so that caches of old ones are not used.</summary>
    public const int SimulatorVersion = 1;

    /// <summary>Seed of everything.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How the image is shown.</summary>
    public DisplayOptions Display { get; init; } = new();

    /// <summary>How it moves.</summary>
    public MotionPath Motion { get; init; } = MotionPaths.ThreeSaccades;

    /// <summary>What sees it.</summary>
    public CameraOptions Camera { get; init; } = new();

    /// <summary>Standard deviation of the image's place from recording to recording, on each axis, in pixels, 0 to 1000.</summary>
    public double PlaceJitter { get; init; }

    /// <summary>Standard deviation of the image's size from recording to recording, as a share, 0 to 0.3.</summary>
    public double SizeJitter { get; init; }

    /// <summary>Standard deviation of the image's angle from recording to recording, in radians, 0 to 3.</summary>
    public double TurnJitter { get; init; }

    /// <summary>Standard deviation of all thresholds together from recording to recording, as a share, 0 to 0.3.</summary>
    public double ThresholdJitter { get; init; }
}
