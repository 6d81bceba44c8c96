namespace Saccade.Events.Simulation;

/// <summary>The motions of published data sets.</summary>
public static class MotionPaths
{
    /// <summary>
    /// The three saccades of N-MNIST as measured: 315 ms, three slots of 105 ms. Published is an isosceles triangle whose sides are run
    /// along with constant acceleration to the middle and constant deceleration from there. The recordings show that triangle (5.3
    /// pixels high, 5.2 wide) with the camera's two motors apart in time: the one for columns starts 30 ms after the one for rows in the
    /// first saccade, is ahead of it in the second, and creeps in the pause between.
    /// </summary>
    public static MotionPath ThreeSaccades { get; } = new MotionPath.Strokes(
        new ImagePose(-2.45, -1.6),
        [
            new MotionStroke(7_300, 81_700, 0, 5.32),
            new MotionStroke(38_600, 84_000, 1.2, 0),
            new MotionStroke(74_900, 202_200, 3.3, 0),
            new MotionStroke(113_600, 185_700, 0, -5.48),
            new MotionStroke(109_200, 225_000, 0.72, 0),
            new MotionStroke(210_500, 298_400, -5.2, 0.13),
        ],
        StrokeEasing.Triangular, 315_000);

    /// <summary>
    /// The three saccades as published (Orchard et al. 2015, table 1: from (-0.5, 0.5) to (0, -0.5) to (0.5, 0.5) degrees and back, 100 ms
    /// each), one degree being the <paramref name="pixelsPerDegree"/> of the camera.
    /// </summary>
    /// <param name="pixelsPerDegree">Pixels that a turn of one degree moves the image, above 0; about 5 to 6 for N-MNIST.</param>
    public static MotionPath PublishedSaccades(double pixelsPerDegree = 5.3)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pixelsPerDegree);
        return new MotionPath.Strokes(
            new ImagePose(-pixelsPerDegree / 2, -pixelsPerDegree / 2),
            [
                new MotionStroke(0, 100_000, pixelsPerDegree / 2, pixelsPerDegree),
                new MotionStroke(105_000, 205_000, pixelsPerDegree / 2, -pixelsPerDegree),
                new MotionStroke(210_000, 310_000, -pixelsPerDegree, 0),
            ],
            StrokeEasing.Triangular, 315_000);
    }

    /// <summary>
    /// The repeated closed-loop smooth movement of CIFAR10-DVS (Li et al. 2017): four straight diagonal strokes of even speed that end where they
    /// began, repeated. Length and time of a stroke are choices of this project that give recordings of about the published 1.3 s.
    /// </summary>
    /// <param name="loops">How often the loop is run through, 1 or more.</param>
    /// <param name="pixels">Way of a stroke along each axis in pixels, above 0.</param>
    /// <param name="strokeMicros">Time of a stroke in microseconds, 1 or more.</param>
    public static MotionPath RepeatedClosedLoop(int loops = 6, double pixels = 5, long strokeMicros = 54_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(loops, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(loops, 10_000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(strokeMicros, 1);
        (double X, double Y)[] corners = [(1, 1), (-1, 1), (-1, -1), (1, -1)];
        return new MotionPath.Strokes(
            new ImagePose(0, -pixels),
            Enumerable.Range(0, 4 * loops).Select(i => new MotionStroke(i * strokeMicros, (i + 1) * strokeMicros, pixels * corners[i % 4].X, pixels * corners[i % 4].Y)),
            StrokeEasing.Even, 4 * loops * strokeMicros);
    }
}
