namespace Saccade.Events.Simulation;

/// <summary>One image on its way over the sensor.</summary>
internal sealed class MovingImage(LightMap map, MotionPath path, ImagePose offset, double lateMicros, int columns, int rows) : ILightSource
{
    public long DurationMicros => path.DurationMicros;

    public void Fill(double micros, Span<float> light)
    {
        ImagePose pose = path.At(micros - lateMicros);
        ImagePose moved = new(pose.X + offset.X, pose.Y + offset.Y, pose.Turn + offset.Turn, pose.Scale * offset.Scale);
        map.Fill(moved, columns, rows, light);
    }
}
