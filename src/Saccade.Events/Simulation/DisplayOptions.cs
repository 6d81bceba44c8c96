namespace Saccade.Events.Simulation;

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
