namespace Saccade.Events.Simulation;

/// <summary>How images become recordings: display, motion, camera, and what differs from recording to recording. Equal options give equal recordings.</summary>
public sealed record SimulationOptions
{
    /// <summary>Changes when equal options give other recordings, so that caches of old ones are not used.</summary>
    public const int SimulatorVersion = 1;

    /// <summary>Longest recording that is simulated, in microseconds.</summary>
    public const long LongestMicros = 600_000_000;

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

    /// <summary>Standard deviation of the image's size from recording to recording, as a share, 0 to 0.2.</summary>
    public double SizeJitter { get; init; }

    /// <summary>Standard deviation of the image's angle from recording to recording, in radians, 0 to 3.</summary>
    public double TurnJitter { get; init; }

    /// <summary>Standard deviation of the beginning of the motion from recording to recording, in microseconds, 0 to 1000000.</summary>
    public double TimeJitter { get; init; }

    /// <summary>Standard deviation of all thresholds together from recording to recording, as a share, 0 to 0.3.</summary>
    public double ThresholdJitter { get; init; }

    /// <summary>Everything that decides the events of an image's recording, in one line; stable.</summary>
    internal string Key => FormattableString.Invariant(
        $"simulated v{SimulatorVersion} seed {Seed} {Display.Key} {Camera.Key} jitter {PlaceJitter:R} {SizeJitter:R} {TurnJitter:R} {TimeJitter:R} {ThresholdJitter:R} motion {Motion.Key}");

    /// <summary>All problems, one sentence each; none when recordings can be simulated.</summary>
    public IReadOnlyList<string> Validate()
    {
        OptionProblems problems = new();
        Display.Check(problems);
        Camera.Check(problems);
        problems.Add(Motion.Validate());
        problems.Between(Motion.DurationMicros, 1, LongestMicros, "motion: duration in microseconds");
        problems.Between(PlaceJitter, 0, 1000, "place jitter in pixels");
        problems.Between(SizeJitter, 0, 0.2, "size jitter");
        problems.Between(TurnJitter, 0, 3, "turn jitter in radians");
        problems.Between(TimeJitter, 0, 1_000_000, "time jitter in microseconds");
        problems.Between(ThresholdJitter, 0, 0.3, "threshold jitter");
        return problems.All;
    }

    /// <summary>These options, when they are sound.</summary>
    /// <exception cref="ArgumentException">They are not; the message lists all problems.</exception>
    internal SimulationOptions Checked()
    {
        var problems = Validate();
        return problems.Count == 0 ? this : throw new ArgumentException("the options of the simulation are not sound: " + string.Join("; ", problems));
    }
}

/// <summary>Gathers what is wrong with options, one sentence each.</summary>
internal sealed class OptionProblems
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(IEnumerable<string> problems) => _all.AddRange(problems);

    public void Between(double value, double low, double high, string name)
    {
        if (!(value >= low && value <= high))
            _all.Add(FormattableString.Invariant($"{name}: expected {low} to {high}, got {value}"));
    }
}
