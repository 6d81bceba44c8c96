using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Simulation;

namespace Saccade.Events.Tests.Simulation;

/// <summary>Small scenes whose events can be told in advance.</summary>
internal static class TestScenes
{
    /// <summary>A camera without noise of any kind.</summary>
    public static CameraOptions Quiet { get; } = new()
    {
        Sensor = new SensorSize(20, 16),
        OnThreshold = 0.2,
        OffThreshold = 0.25,
        ThresholdMismatch = 0,
        RefractoryMicros = 0,
        NoiseHertz = 0,
    };

    /// <summary>A motion to the right by 6 pixels in 60 ms, then rest.</summary>
    public static MotionPath Right { get; } = new MotionPath.Strokes(new ImagePose(-3, 0), [new MotionStroke(0, 60_000, 6, 0)], StrokeEasing.Even, 100_000);

    /// <summary>A white square of 6x6 on black.</summary>
    public static RasterImage Square { get; } = Draw(12, 12, (x, y) => x is >= 3 and < 9 && y is >= 3 and < 9 ? (byte)255 : (byte)0);

    public static SimulationOptions Options { get; } = new() { Camera = Quiet, Motion = Right, Display = new DisplayOptions { Blur = 0.5 } };

    public static RasterImage Draw(int width, int height, Func<int, int, byte> pixel)
    {
        byte[] samples = new byte[width * height];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = pixel(i % width, i / width);
        return new RasterImage(width, height, 1, samples);
    }

    public static EventBuffer Simulate(SimulationOptions options, RasterImage? image = null, long index = 0)
    {
        EventBuffer events = new();
        new EventSimulator(options).Simulate(image ?? Square, index, events);
        return events;
    }
}
