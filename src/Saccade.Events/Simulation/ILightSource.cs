using Saccade.Events.Images;

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

/// <summary>One image on its way over the sensor.</summary>
internal sealed class MovingImage(LightMap map, MotionPath path, ImagePose offset, double lateMicros, int columns, int rows) : ILightSource
{
    public long DurationMicros => path.DurationMicros;

    public void Fill(double micros, Span<float> light)
    {
        var pose = path.At(micros - lateMicros);
        ImagePose moved = new(pose.X + offset.X, pose.Y + offset.Y, pose.Turn + offset.Turn, pose.Scale * offset.Scale);
        map.Fill(moved, columns, rows, light);
    }
}

/// <summary>A picture of a sequence.</summary>
/// <param name="Micros">When it is seen, in microseconds; between two pictures the logarithm of light goes in a straight line.</param>
/// <param name="Image">The picture.</param>
public readonly record struct TimedImage(long Micros, RasterImage Image);
