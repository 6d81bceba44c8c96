using Saccade.Events.Model;

namespace Saccade.Events.Simulation;

/// <summary>An event camera: its pixels and their imperfections.</summary>
public sealed record CameraOptions
{
    /// <summary>The sensor.</summary>
    public SensorSize Sensor { get; init; } = new(34, 34);

    /// <summary>Rise of log intensity for an ON event, mean over the pixels, 0.01 to 5.</summary>
    public double OnThreshold { get; init; } = 0.2;

    /// <summary>Fall of log intensity for an OFF event, mean over the pixels, 0.01 to 5.</summary>
    public double OffThreshold { get; init; } = 0.2;

    /// <summary>Standard deviation of the pixels' thresholds as a share of the mean, 0 to 0.5.</summary>
    public double ThresholdMismatch { get; init; } = 0.03;

    /// <summary>Standard deviation of a threshold from event to event as a share of the mean, 0 to 0.5: noise of photons and comparator.</summary>
    public double ThresholdNoise { get; init; }

    /// <summary>Time after an event during which a pixel is held in reset, in microseconds, 0 to 1000000. Afterwards it compares with the light it then sees.</summary>
    public int RefractoryMicros { get; init; } = 500;

    /// <summary>Standard deviation of the refractory time as a share of itself, from event to event, 0 to 0.5.</summary>
    public double RefractoryNoise { get; init; }

    /// <summary>Time constant of the photoreceptor (a low-pass of first order on log intensity) in microseconds, 0 to 1000000; 0 for none.</summary>
    public double LowPassMicros { get; init; }

    /// <summary>Events of either polarity that a pixel fires for no reason, in a second, 0 to 1000.</summary>
    public double NoiseHertz { get; init; } = 0.1;

    /// <summary>ON events that a pixel in constant light fires in a second since its stored voltage leaks, 0 to 1000.</summary>
    public double LeakHertz { get; init; }

    /// <summary>Share of pixels that fire on their own, 0 to 0.1.</summary>
    public double HotPixelShare { get; init; }

    /// <summary>Events of a hot pixel in a second, 0 to 10000.</summary>
    public double HotPixelHertz { get; init; } = 50;

    /// <summary>Whether all recordings are made by the same pixels; otherwise each has a camera of its own, for training that shall not depend on one.</summary>
    public bool SameCamera { get; init; } = true;

    /// <summary>Time between computed moments in microseconds, 10 to 100000; crossing times between them are interpolated.</summary>
    public int StepMicros { get; init; } = 1000;

    internal string Key => FormattableString.Invariant(
        $"camera {Sensor} on {OnThreshold:R} off {OffThreshold:R} mismatch {ThresholdMismatch:R} noise {ThresholdNoise:R} refractory {RefractoryMicros}~{RefractoryNoise:R} lowpass {LowPassMicros:R} background {NoiseHertz:R} leak {LeakHertz:R} hot {HotPixelShare:R}x{HotPixelHertz:R} {(SameCamera ? "same" : "each")} step {StepMicros}");

    internal void Check(OptionProblems problems)
    {
        if (!Sensor.IsValid)
            problems.Add([$"camera: expected a sensor of 1x1 to 65536x65536, got {Sensor}"]);
        problems.Between(Sensor.Pixels, 1, 1 << PixelArray.PixelBits, "camera: pixels of the sensor");
        problems.Between(OnThreshold, 0.01, 5, "camera: ON threshold");
        problems.Between(OffThreshold, 0.01, 5, "camera: OFF threshold");
        problems.Between(ThresholdMismatch, 0, 0.5, "camera: threshold mismatch");
        problems.Between(ThresholdNoise, 0, 0.5, "camera: threshold noise");
        problems.Between(RefractoryMicros, 0, 1_000_000, "camera: refractory time in microseconds");
        problems.Between(RefractoryNoise, 0, 0.5, "camera: refractory noise");
        problems.Between(LowPassMicros, 0, 1_000_000, "camera: time constant in microseconds");
        problems.Between(NoiseHertz, 0, 1000, "camera: noise in events a pixel and second");
        problems.Between(LeakHertz, 0, 1000, "camera: leak in events a pixel and second");
        problems.Between(HotPixelShare, 0, 0.1, "camera: share of hot pixels");
        problems.Between(HotPixelHertz, 0, 10_000, "camera: events of a hot pixel in a second");
        problems.Between(StepMicros, 10, 100_000, "camera: step in microseconds");
    }
}

/// <summary>How an image is shown to the camera: size, brightness and sharpness.</summary>
public sealed record DisplayOptions
{
    /// <summary>Size of an image pixel on the sensor, in sensor pixels, 0.05 to 64.</summary>
    public double PixelSize { get; init; } = 1;

    /// <summary>Standard deviation of the blur by lens and pixel area, in sensor pixels, 0 to 20.</summary>
    public double Blur { get; init; } = 0.6;

    /// <summary>Intensity of white over that of black, stray light included; 1.01 to 10000.</summary>
    public double ContrastRatio { get; init; } = 10;

    /// <summary>Exponent from a value of the image (0 to 1) to light, 0.2 to 5; 2.2 for an ordinary monitor.</summary>
    public double Gamma { get; init; } = 2.2;

    /// <summary>Whether black and white change places.</summary>
    public bool Inverted { get; init; }

    /// <summary>Value outside the image, 0 to 1, before inversion and gamma.</summary>
    public double Background { get; init; }

    internal string Key => FormattableString.Invariant(
        $"display {PixelSize:R} blur {Blur:R} contrast {ContrastRatio:R} gamma {Gamma:R} {(Inverted ? "inverted" : "plain")} background {Background:R}");

    internal void Check(OptionProblems problems)
    {
        problems.Between(PixelSize, 0.05, 64, "display: size of an image pixel");
        problems.Between(Blur, 0, 20, "display: blur in pixels");
        problems.Between(ContrastRatio, 1.01, 10_000, "display: contrast ratio");
        problems.Between(Gamma, 0.2, 5, "display: gamma");
        problems.Between(Background, 0, 1, "display: background");
    }
}
