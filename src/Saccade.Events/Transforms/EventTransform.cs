using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Kernels.Random;

namespace Saccade.Events.Transforms;

/// <summary>
/// A change of a whole recording, as a value: cut, move, thin, filter, add noise. What Tonic calls a transform of events;
/// the names are Tonic's where it has one.
/// </summary>
/// <remarks>
/// Pure: the result depends on the events, the sensor, the generator and on nothing else. Linear in the number of events.
/// Events outside the sensor are left out first, and counted. A transform that needs order of time sorts first, and
/// counts; the others keep events in the order in which they are.
/// </remarks>
public abstract partial record EventTransform
{
    private EventTransform()
    {
    }

    /// <summary>All problems, one sentence each; none when the values make sense.</summary>
    public abstract IReadOnlyList<string> Validate();

    /// <summary>Applies the transform to a recording.</summary>
    /// <param name="source">The recording; left as it is.</param>
    /// <param name="target">Receives the result; what it held is removed. Not the source.</param>
    /// <param name="sensor">Size of the sensor.</param>
    /// <param name="random">
    /// Source of randomness, advanced; keyed by seed, epoch and recording. Frame augmentations of the same sample may go on with it.
    /// </param>
    /// <param name="label">Label of the recording; needed only where a flip or a reversal carries a label map.</param>
    /// <returns>Where the events went, and what sensor and label are now.</returns>
    /// <exception cref="ArgumentException">
    /// The transform is not sound (the message lists all problems) or does not fit the sensor, or the target is the source.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The sensor is impossible, or the label is not in a label map.</exception>
    public TransformReport Apply(EventBuffer source, EventBuffer target, SensorSize sensor, ref CounterRandom random, int label = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        sensor.Checked(nameof(sensor));
        if (ReferenceEquals(source, target))
            throw new ArgumentException("got the same buffer as source and target, expected two; a transform does not work in place", nameof(target));
        var problems = Validate();
        if (problems.Count > 0)
            throw new ArgumentException("the transform is not sound: " + string.Join("; ", problems));

        target.Clear();
        TransformRun run = new(target, sensor, label);
        Run(run.OnSensor(source), run, ref random);
        return run.Report(source.Count);
    }

    /// <summary>Writes the changed events, all of which lie on the sensor, to the target of the run.</summary>
    private protected abstract void Run(EventBuffer source, TransformRun run, ref CounterRandom random);

    private static string[] Positive(double value, string name) => value > 0 && double.IsFinite(value) ? [] : [$"{name}: expected more than 0, got {value}"];

    private static string[] NotNegative(double value, string name) =>
        value >= 0 && double.IsFinite(value) ? [] : [$"{name}: expected 0 or more, got {value}"];

    private static string[] InUnit(double value, string name) => value is >= 0 and <= 1 ? [] : [$"{name}: expected 0 to 1, got {value}"];

    private static (long Earliest, long Latest) Span(ReadOnlySpan<long> times)
    {
        long earliest = long.MaxValue, latest = long.MinValue;
        foreach (long time in times)
            (earliest, latest) = (Math.Min(earliest, time), Math.Max(latest, time));
        return (earliest, latest);
    }

    /// <summary>Changes nothing.</summary>
    public sealed record None : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random) => run.Target.Add(source.All);
    }

    /// <summary>Several transforms one after the other (Tonic: Compose); each sees the sensor and the label that the one before left.</summary>
    public sealed record Sequence : EventTransform
    {
        /// <summary>A chain of transforms.</summary>
        public Sequence(params IEnumerable<EventTransform> steps) => Steps = [.. steps];

        /// <summary>The transforms in order.</summary>
        public ValueList<EventTransform> Steps { get; init; }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [.. Steps.SelectMany(s => s.Validate())];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            EventBuffer last = run.Target, from = source, even = new(), odd = new();
            for (int i = 0; i < Steps.Count; i++)
            {
                run.Target = i == Steps.Count - 1 ? last : i % 2 == 0 ? even : odd;
                run.Target.Clear();
                Steps[i].Run(from, run, ref random);
                from = run.Target;
            }

            if (Steps.Count == 0)
                last.Add(source.All);
        }
    }

    /// <summary>One of several transforms, each with the same probability. Draws the choice, then what that one draws.</summary>
    public sealed record OneOf : EventTransform
    {
        /// <summary>A choice of transforms.</summary>
        public OneOf(params IEnumerable<EventTransform> choices) => Choices = [.. choices];

        /// <summary>What is chosen from.</summary>
        public ValueList<EventTransform> Choices { get; init; }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => Choices.Count == 0
            ? ["choices: expected at least 1, got none"]
            : [.. Choices.SelectMany(s => s.Validate())];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random) =>
            Choices[random.NextInt32(0, Choices.Count)].Run(source, run, ref random);
    }
}

/// <summary>What a transform does to one event; a struct, so that the loop over the events is compiled for it.</summary>
internal interface IEventRule
{
    /// <summary>Changes the event.</summary>
    /// <returns>Whether it is kept; when it is, its coordinates lie on the sensor afterwards.</returns>
    bool Keeps(ref long time, ref int x, ref int y, ref byte polarity);
}
