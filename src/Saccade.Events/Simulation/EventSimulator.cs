using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Numerics;
using Saccade.Kernels.Random;

namespace Saccade.Events.Simulation;

/// <summary>
/// Turns still images, or sequences of them, into recordings of an event camera: the image is shown, moved, and seen by
/// simulated pixels.
/// </summary>
/// <remarks>
/// A recording is a function of options, image and index: neither order nor thread nor processor matters. Safe for use by
/// several threads. Each pixel follows the logarithm of its light through a low-pass; when that has moved from its memory by
/// a threshold it fires, is held in reset for the refractory time, and then remembers what it sees (Lichtsteiner, Posch and
/// Delbruck 2008; noise as in v2e, Hu, Liu and Delbruck 2021).
/// </remarks>
public sealed class EventSimulator
{
    // First indices of the streams of random numbers, beyond those of generated recordings, which are classes.
    private const long NoiseStream = 1 << 20, PixelStream = 1 << 21;

    /// <summary>Prepares.</summary>
    /// <exception cref="ArgumentException">The options are not sound; the message lists all problems.</exception>
    public EventSimulator(SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options.Checked();
    }

    /// <summary>What is simulated.</summary>
    public SimulationOptions Options { get; }

    /// <summary>Simulates the recording of a still image in motion; its events are in order of time, from 0 to below the duration of the motion.</summary>
    /// <param name="image">The image; colours become grey.</param>
    /// <param name="index">Number of the recording, 0 to 2^32 - 1: what differs from recording to recording depends on it and the seed.</param>
    /// <param name="into">Receives the events; earlier content is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside its range.</exception>
    public void Simulate(RasterImage image, long index, EventBuffer into)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckIndex(index);
        ArgumentNullException.ThrowIfNull(into);
        LightMap map = new(image, Options.Display);
        (int columns, int rows) = Options.Camera.Sensor;
        Run(index, into, (offset, late) => new MovingImage(map, Options.Motion, offset, late, columns, rows));
    }

    /// <summary>Simulates the recording of a sequence of pictures in the middle of the sensor; motion and time jitter of the options are not used.</summary>
    /// <param name="frames">At least two pictures in order of time, the first at 0.</param>
    /// <param name="index">Number of the recording, 0 to 2^32 - 1: what differs from recording to recording depends on it and the seed.</param>
    /// <param name="into">Receives the events, from 0 to below the time of the last picture; earlier content is kept.</param>
    /// <exception cref="ArgumentException">There are fewer than two pictures, or their times do not grow from 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside its range.</exception>
    public void Simulate(IReadOnlyList<TimedImage> frames, long index, EventBuffer into)
    {
        ArgumentNullException.ThrowIfNull(frames);
        CheckIndex(index);
        ArgumentNullException.ThrowIfNull(into);
        if (frames.Count < 2 || frames[0].Micros != 0 || frames[^1].Micros > SimulationOptions.LongestMicros)
            throw new ArgumentException($"expected at least two pictures, the first at 0, the last until {SimulationOptions.LongestMicros} us", nameof(frames));
        for (int i = 1; i < frames.Count; i++)
        {
            if (frames[i].Micros <= frames[i - 1].Micros)
                throw new ArgumentException($"picture {i} at {frames[i].Micros} us is not later than the one before it", nameof(frames));
        }

        (int columns, int rows) = Options.Camera.Sensor;
        Run(index, into, (offset, _) => new FrameSequence(frames, Options.Display, offset, columns, rows));
    }

    private static void CheckIndex(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, uint.MaxValue);
    }

    private void Run(long index, EventBuffer into, Func<ImagePose, double, ILightSource> show)
    {
        var random = new CounterRandom(Options.Seed, RandomPurpose.Camera, NoiseStream, index);
        double x = Options.PlaceJitter * PortableMath.Normal(ref random), y = Options.PlaceJitter * PortableMath.Normal(ref random);
        double turn = Options.TurnJitter * PortableMath.Normal(ref random), size = 1 + Options.SizeJitter * PortableMath.Normal(ref random);
        double late = Options.TimeJitter * PortableMath.Normal(ref random);
        double sensitivity = Math.Max(0.2, 1 + Options.ThresholdJitter * PortableMath.Normal(ref random));
        var camera = Options.Camera with
        {
            OnThreshold = Options.Camera.OnThreshold * sensitivity,
            OffThreshold = Options.Camera.OffThreshold * sensitivity,
        };
        var pixels = new CounterRandom(Options.Seed, RandomPurpose.Camera, PixelStream, camera.SameCamera ? 0 : index);

        PixelArray array = new(camera, pixels, random);
        var source = show(new ImagePose(x, y, turn, Math.Max(0.1, size)), late);
        array.Watch(source);
        array.AddNoise(source.DurationMicros);
        array.Deliver(into);
    }
}
