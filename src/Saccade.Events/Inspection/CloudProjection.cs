using Saccade.Events.Model;

namespace Saccade.Events.Inspection;

/// <summary>Where an event lies in a picture of the cloud of all: time to the right, x into the depth (to the right and up), y down.</summary>
internal sealed class CloudProjection
{
    private const double DepthShare = 0.28;
    private const double Margin = 0.04;
    private static readonly byte[] _on = [200, 40, 30], _off = [40, 60, 190], _line = [190, 190, 190];

    private readonly SensorSize _sensor;
    private readonly long _earliest;
    private readonly double _duration;
    private readonly int _width, _height;
    private readonly double _left, _right, _top, _bottom, _depthX, _depthY;

    public CloudProjection(SensorSize sensor, EventSummary summary, int width, int height)
    {
        (_sensor, _width, _height) = (sensor, width, height);
        _earliest = summary.TimeEarliest ?? 0;
        _duration = Math.Max(1, (double)(summary.TimeLatest ?? 0) - _earliest);
        (_depthX, _depthY) = (DepthShare * height, DepthShare * height * 0.5);
        (_left, _right) = (Margin * width, width * (1 - Margin) - _depthX);
        (_top, _bottom) = (Margin * height + _depthY, height * (1 - Margin));
    }

    public void Draw(byte[] samples, Event e, int size)
    {
        (double x, double y) = Place(((double)e.TimeMicros - _earliest) / _duration, (double)e.X / Math.Max(1, _sensor.Width - 1), (double)e.Y / Math.Max(1, _sensor.Height - 1));
        for (int i = 0; i < size * size; i++)
            Dot(samples, x + i % size, y + i / size, e.Polarity == 1 ? _on : _off);
    }

    /// <summary>The edges of the box in which all events lie.</summary>
    public void DrawBox(byte[] samples)
    {
        ReadOnlySpan<(double T, double X, double Y)> corners = [(0, 0, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1), (0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 0, 1), (1, 0, 0)];
        for (int i = 1; i < corners.Length; i++)
            Line(samples, corners[i - 1], corners[i]);
        Line(samples, (0, 1, 0), (1, 1, 0));
        Line(samples, (0, 1, 1), (1, 1, 1));
        Line(samples, (0, 0, 1), (1, 0, 1));
    }

    private (double X, double Y) Place(double time, double x, double y) =>
        (_left + time * (_right - _left) + x * _depthX, _top + y * (_bottom - _top) - x * _depthY);

    private void Line(byte[] samples, (double T, double X, double Y) a, (double T, double X, double Y) b)
    {
        int steps = _width + _height;
        for (int i = 0; i <= steps; i++)
        {
            double part = (double)i / steps;
            (double x, double y) = Place(a.T + part * (b.T - a.T), a.X + part * (b.X - a.X), a.Y + part * (b.Y - a.Y));
            Dot(samples, x, y, _line);
        }
    }

    private void Dot(byte[] samples, double x, double y, byte[] color)
    {
        int column = Math.Clamp((int)x, 0, _width - 1), row = Math.Clamp((int)y, 0, _height - 1);
        color.CopyTo(samples, 3 * (row * _width + column));
    }
}
