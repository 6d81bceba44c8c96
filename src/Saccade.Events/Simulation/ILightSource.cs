namespace Saccade.Events.Simulation;

/// <summary>What a simulated camera looks at: light at every pixel and every moment.</summary>
internal interface ILightSource
{
    /// <summary>Time from beginning to end in microseconds.</summary>
    long DurationMicros { get; }

    /// <summary>Writes the natural logarithm of the intensity at every pixel, row after row.</summary>
    /// <param name="micros">Moment, 0 to <see cref="DurationMicros"/>.</param>
    /// <param name="light">Receives it; length is the number of pixels.</param>
    void Fill(double micros, Span<float> light);
}
