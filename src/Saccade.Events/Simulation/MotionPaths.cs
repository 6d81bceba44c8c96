namespace Saccade.Events.Simulation;

/// <summary>The motions of published data sets.</summary>
public static class MotionPaths
{
    /// <summary>N-MNIST.</summary>
    public static MotionPath ThreeSaccades { get; } = new MotionPath.Strokes(
        new ImagePose(-2.55, -1.75),
        [
            new MotionStroke(5_000, 82_000, 0, 5.2),
            new MotionStroke(30_000, 90_000, 1.4, 0),
            new MotionStroke(85_000, 190_000, 3.7, 0),
            new MotionStroke(110_000, 190_000, 0, -5.0),
            new MotionStroke(222_000, 300_000, -4.8, -0.2),
        ],
        StrokeEasing.Bell, 315_000);
}
