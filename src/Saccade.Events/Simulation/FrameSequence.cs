namespace Saccade.Events.Simulation;

/// <summary>Pictures one after the other in one place; between two of them the logarithm of light goes in a straight line.</summary>
internal sealed class FrameSequence : ILightSource
{
    private readonly IReadOnlyList<TimedImage> _frames;
    private readonly DisplayOptions _display;
    private readonly ImagePose _pose;
    private readonly int _columns, _rows;
    private float[] _before, _after;
    private int _next;

    public FrameSequence(IReadOnlyList<TimedImage> frames, DisplayOptions display, ImagePose pose, int columns, int rows)
    {
        (_frames, _display, _pose, _columns, _rows) = (frames, display, pose, columns, rows);
        (_before, _after, _next) = (new float[columns * rows], new float[columns * rows], 1);
        Draw(0, _before);
        Draw(1, _after);
    }

    public long DurationMicros => _frames[^1].Micros;

    /// <inheritdoc/>
    /// <remarks>Moments must not go back by more than a picture.</remarks>
    public void Fill(double micros, Span<float> light)
    {
        while (micros > _frames[_next].Micros && _next < _frames.Count - 1)
        {
            (_before, _after) = (_after, _before);
            Draw(++_next, _after);
        }

        double from = _frames[_next - 1].Micros, to = _frames[_next].Micros;
        float share = (float)Math.Clamp((micros - from) / (to - from), 0, 1);
        for (int i = 0; i < light.Length; i++)
            light[i] = _before[i] + share * (_after[i] - _before[i]);
    }

    private void Draw(int frame, float[] light) => new LightMap(_frames[frame].Image, _display).Fill(_pose, _columns, _rows, light);
}
