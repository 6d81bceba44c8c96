using System.Globalization;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Numerics;
using Saccade.Recognition;
using Saccade.Streaming.Sources;

namespace Saccade.Streaming.Feeds;

/// <summary>What <c>saccade stream</c> and the program <c>saccade-stream</c> are asked for; <see cref="StreamArguments"/> says how it is written.</summary>
internal sealed record StreamSettings
{
    private const double NoThreshold = double.NaN;

    /// <summary>Time steps of a recording that nobody waits for are computed together, up to so many.</summary>
    private const int FileSteps = 16;
    private const long MostIdleMicros = 86_400_000_000;

    /// <summary>Nothing asked for yet; not valid.</summary>
    public static StreamSettings Unset { get; } = new() { Model = "", Input = "" };

    public required string Model { get; init; }

    public required string Input { get; init; }

    public string? Format { get; init; }

    public PackedLayout? Packed { get; init; }

    public string Window { get; init; } = "30ms";

    public int? Steps { get; init; }

    public ExitScore? Exit { get; init; }

    public double? Threshold { get; init; }

    public double? Speed { get; init; }

    public string? Region { get; init; }

    public WeightFormat? Weights { get; init; }

    public int Threads { get; init; } = 1;

    public DropPolicy? Drop { get; init; }

    public int Queue { get; init; } = 256;

    public string? Idle { get; init; }

    public bool EveryStep { get; init; }

    /// <summary>How long a source may be silent; null for as long as it likes.</summary>
    public TimeSpan? MostIdle => Idle is null ? null : TimeSpan.FromMicroseconds(DurationText.Micros(Idle)!.Value);

    /// <summary>Where the events come from.</summary>
    public StreamPlace? Place => StreamPlace.Parse(Input);

    /// <summary>What happens when the network is slower than the source: files and connections wait, what cannot wait loses its oldest events.</summary>
    public DropPolicy DropPolicy => Drop ?? (Place is StreamPlace.Datagrams || Speed is not null ? DropPolicy.Oldest : DropPolicy.Wait);

    /// <summary>How the stream is decided.</summary>
    public StreamOptions ToStreamOptions(TimeProvider time) => new()
    {
        Window = WindowOf(Window)!,
        Steps = Steps,
        Exit = Exit is { } score ? new EarlyExit(score, Threshold ?? NoThreshold) : null,
        StepsAtOnce = Place is StreamPlace.File && Speed is null ? FileSteps : 1,
        Threads = Threads,
        Region = Region is null ? null : RegionOf(Region),
        Time = time,
    };

    /// <summary>All that is wrong, one sentence each; files are not looked at.</summary>
    public IEnumerable<string> Validate()
    {
        if (Place is null)
            yield return $"--input {Input}: expected a file, - for standard input, tcp://HOST:PORT to connect to, listen://[HOST]:PORT for one connection after the other, or udp://[HOST]:PORT";
        if (Place is StreamPlace.Datagrams && Format is not null)
            yield return $"--format {Format}: datagrams hold packed events; give --packed";
        if (Format is not null && Packed is not null)
            yield return "--format and --packed: give one of them";
        if (Format is not null && !EventFormats.Default.All.Any(f => f.Name == Format))
            yield return $"--format {Format}: no format has this name; 'saccade events info --help' lists them";
        if (WindowOf(Window) is null)
            yield return $"--window {Window}: expected a duration (30ms), a number of events (500), or a number of events with the shortest and the longest duration (500,1ms,30ms)";
        if (Steps < 0)
            yield return $"--steps {Steps}: expected 1 or more, or 0 for a decision that never ends";
        if (Region is not null && RegionOf(Region) is null)
            yield return $"--region {Region}: expected left,top,width,height in pixels, for example 100,80,120,100";
        if (Threads is < 1 or > StreamOptions.MostThreads)
            yield return $"--threads {Threads}: expected 1 to {StreamOptions.MostThreads}";
        if (Queue < 1)
            yield return $"--queue {Queue}: expected 1 or more";
        if (Speed is { } speed && !(speed > 0 && double.IsFinite(speed)))
            yield return $"--speed {Number(speed)}: expected a number above 0; 1 is the pace of the recording";
        if (Speed is not null && Place is not StreamPlace.File)
            yield return "--speed: expected --input to be a file; what is live has its own pace";
        if (Idle is not null && !(DurationText.Micros(Idle) is >= 1_000 and <= MostIdleMicros))
            yield return $"--idle {Idle}: expected a duration from 1ms to 24 hours, for example 5s";
        foreach (string problem in ExitProblems())
            yield return problem;
    }

    private IEnumerable<string> ExitProblems()
    {
        if (Threshold is not null && Exit is null)
            yield return "--threshold: expected --exit with it, which says what is compared with the threshold";
        else if (Exit is { } score && Threshold is null)
            yield return $"--exit {score.ToString().ToLowerInvariant()}: expected --threshold with it; 'saccade calibrate' chooses one";
        else if (Exit is ExitScore.Patience && !(Threshold >= 1 && double.IsInteger(Threshold.Value)))
            yield return $"--threshold {Number(Threshold ?? 0)}: expected a whole number of steps from 1, as --exit patience counts them";
        else if (Exit is not null and not ExitScore.Patience && Threshold is not (>= 0 and <= 1))
            yield return $"--threshold {Number(Threshold ?? 0)}: expected a number from 0 to 1";
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static StreamWindow? WindowOf(string text)
    {
        string[] parts = text.Split(',');
        bool isCount = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int events) && events >= 1;
        if (parts.Length == 1 && isCount)
            return new StreamWindow.Count(events);
        if (parts.Length == 1)
            return DurationText.Micros(text) is { } micros && micros >= 1 ? new StreamWindow.Duration(micros) : null;
        return parts.Length == 3 && isCount && DurationText.Micros(parts[1]) is { } shortest && shortest >= 0 && DurationText.Micros(parts[2]) is { } longest && longest >= Math.Max(1, shortest)
            ? new StreamWindow.Adaptive(events, shortest, longest)
            : null;
    }

    private static StreamRegion? RegionOf(string text)
    {
        int[] numbers = [.. text.Split(',').Select(w => int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n <= ushort.MaxValue ? n : -1)];
        return numbers.Length == 4 && numbers.All(n => n >= 0) && numbers[2] > 0 && numbers[3] > 0
            ? new StreamRegion(numbers[0], numbers[1], new SensorSize(numbers[2], numbers[3]))
            : null;
    }
}
