using System.Diagnostics;
using Saccade.Events.Model;
using Saccade.Kernels.Random;

namespace Saccade.Events.Synthetic;

/// <summary>
/// Generates recordings of moving shapes as an event camera would see them: log intensity with a threshold for each pixel,
/// crossing times to the microsecond, refractory time, background noise and hot pixels.
/// </summary>
/// <remarks>
/// A recording is a function of options, class and index: neither order nor thread nor processor matters. Safe for use by
/// several threads. The object is brighter or darker than the background at random, so that polarity does not give the
/// direction of motion away. During its refractory time a pixel follows the light without firing.
/// </remarks>
public sealed class SyntheticGenerator
{
    private readonly SimulatedCamera _camera;

    /// <summary>Prepares the camera.</summary>
    /// <exception cref="ArgumentException">The options are not sound; the message lists all problems.</exception>
    public SyntheticGenerator(SyntheticOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options.Checked();
        _camera = new SimulatedCamera(options);
    }

    /// <summary>What is generated.</summary>
    public SyntheticOptions Options { get; }

    /// <summary>Generates one recording; its events are in order of time, from 0 to below the duration.</summary>
    /// <param name="label">Class, 0 to <see cref="SyntheticOptions.Classes"/> - 1.</param>
    /// <param name="index">Number of the recording in its class, 0 to 2^32 - 1; any, not only those of the data set.</param>
    /// <param name="into">Receives the events; earlier content is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">Class or index is outside its range.</exception>
    public void Generate(int label, long index, EventBuffer into)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, Options.Classes);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, uint.MaxValue);
        ArgumentNullException.ThrowIfNull(into);

        var run = new SyntheticRun(Options, _camera);
        run.Simulate(SyntheticClass.All[label], new CounterRandom(Options.Seed, RandomPurpose.Synthesis, label, index));
        run.AddNoise(new CounterRandom(Options.Seed, RandomPurpose.Camera, 1 + label, index));
        run.Deliver(into);
        Debug.Assert(into.Count == 0 || into.Times[^1] < Options.DurationMicros);
    }
}
