using Saccade.Events.Model;

namespace Saccade.Events.Synthetic;

/// <summary>What is generated: how many recordings of which classes, the scene and the camera. Equal options give equal recordings.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Changes when equal options give other recordings, so that caches of old ones are not used.</summary>
    public const int GeneratorVersion = 1;

    /// <summary>Seed of everything.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The sensor, at least 8x8.</summary>
    public SensorSize Sensor { get; init; } = new(34, 34);

    /// <summary>Number of classes, the first so many of <see cref="SyntheticClass.All"/>; 2 to 10.</summary>
    public int Classes { get; init; } = SyntheticClass.All.Count;

    /// <summary>Recordings of each class for training.</summary>
    public int TrainPerClass { get; init; } = 80;

    /// <summary>Recordings of each class for testing.</summary>
    public int TestPerClass { get; init; } = 20;

    /// <summary>Duration of a recording in microseconds, 1 ms to 60 s.</summary>
    public long DurationMicros { get; init; } = 150_000;

    /// <summary>Time between rendered positions in microseconds; crossing times between them are interpolated.</summary>
    public int RenderMicros { get; init; } = 2_000;

    /// <summary>Smallest contrast between object and background, as a ratio of intensities above 1.</summary>
    public double MinContrast { get; init; } = 1.8;

    /// <summary>Largest contrast between object and background.</summary>
    public double MaxContrast { get; init; } = 3.5;

    /// <summary>Mean threshold of a pixel: change of log intensity for an event.</summary>
    public double Threshold { get; init; } = 0.15;

    /// <summary>Standard deviation of the pixels' thresholds as a share of the mean, 0 to 0.3.</summary>
    public double ThresholdMismatch { get; init; } = 0.05;

    /// <summary>Time after an event during which a pixel is blind, in microseconds.</summary>
    public int RefractoryMicros { get; init; } = 500;

    /// <summary>Background events of a pixel in a second.</summary>
    public double NoiseHertz { get; init; } = 0.5;

    /// <summary>Share of pixels that fire on their own, 0 to 0.1.</summary>
    public double HotPixelShare { get; init; } = 0.001;

    /// <summary>Events of a hot pixel in a second.</summary>
    public double HotPixelHertz { get; init; } = 100;

    /// <summary>All problems, one sentence each; none when recordings can be generated.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        Check(Sensor.IsValid && Sensor.Width >= 8 && Sensor.Height >= 8, $"sensor: expected 8x8 to 65536x65536, got {Sensor}");
        Check(Sensor.Pixels <= 1 << 26, $"sensor: expected at most {1 << 26} pixels, got {Sensor}");
        Between(Classes, 2, SyntheticClass.All.Count, "classes");
        Between(TrainPerClass, 0, 1 << 30, "training recordings of each class");
        Between(TestPerClass, 0, 1 << 30, "test recordings of each class");
        Check(((long)TrainPerClass + TestPerClass) * Classes is > 0 and <= int.MaxValue, "recordings: expected at least 1 and at most 2147483647 in all");
        Between(DurationMicros, 1_000, 60_000_000, "duration in microseconds");
        Between(RenderMicros, 10, 100_000, "time between rendered positions in microseconds");
        Between(MinContrast, 1.01, 1000, "smallest contrast");
        Between(MaxContrast, 1.01, 1000, "largest contrast");
        Check(MaxContrast >= MinContrast, $"contrast: the largest ({MaxContrast}) is below the smallest ({MinContrast})");
        Between(Threshold, 0.01, 5, "threshold");
        Between(ThresholdMismatch, 0, 0.3, "threshold mismatch");
        Between(RefractoryMicros, 0, 1_000_000, "refractory time in microseconds");
        Between(NoiseHertz, 0, 1000, "noise in events a pixel and second");
        Between(HotPixelShare, 0, 0.1, "share of hot pixels");
        Between(HotPixelHertz, 0, 10_000, "events of a hot pixel in a second");
        return problems;

        void Check(bool good, string problem)
        {
            if (!good)
                problems.Add(problem);
        }

        void Between(double value, double low, double high, string name) => Check(value >= low && value <= high, $"{name}: expected {low} to {high}, got {value}");
    }

    /// <summary>These options, when they are sound.</summary>
    /// <exception cref="ArgumentException">They are not; the message lists all problems.</exception>
    internal SyntheticOptions Checked()
    {
        var problems = Validate();
        return problems.Count == 0 ? this : throw new ArgumentException("the options of the generator are not sound: " + string.Join("; ", problems));
    }

    /// <summary>Everything that decides the events of a recording, in one line; stable.</summary>
    internal string RecordingKey => FormattableString.Invariant(
        $"synthetic v{GeneratorVersion} seed {Seed} sensor {Sensor} us {DurationMicros}/{RenderMicros} contrast {MinContrast:R}-{MaxContrast:R} threshold {Threshold:R}~{ThresholdMismatch:R} refractory {RefractoryMicros} noise {NoiseHertz:R} hot {HotPixelShare:R}x{HotPixelHertz:R}");
}
