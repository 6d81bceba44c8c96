using Saccade.Events.Model;
using Saccade.Events.Numerics;
using Saccade.Kernels.Random;

namespace Saccade.Events.Synthetic;

/// <summary>The making of one recording: state of all pixels, and the events so far in the order of their making.</summary>
internal sealed class SyntheticRun
{
    private const long Never = long.MinValue / 2;

    private readonly SyntheticOptions _options;
    private readonly SimulatedCamera _camera;
    private readonly int _width;
    private readonly int _height;
    private readonly float[] _light;
    private readonly float[] _reference;
    private readonly long[] _lastEvent;
    private readonly List<(long Time, int Pixel, byte Polarity)> _events = new(4096);

    public SyntheticRun(SyntheticOptions options, SimulatedCamera camera)
    {
        _options = options;
        _camera = camera;
        (_width, _height) = options.Sensor;
        int pixels = _width * _height;
        _light = new float[pixels];
        _reference = new float[pixels];
        _lastEvent = new long[pixels];
        Array.Fill(_lastEvent, Never);
    }

    /// <summary>Moves the object through the recording and lets the pixels fire.</summary>
    public void Simulate(SyntheticClass kind, CounterRandom random)
    {
        MovingObject moving = new(kind, _options.Sensor, ref random);
        double contrast = _options.MinContrast + (_options.MaxContrast - _options.MinContrast) * random.NextDouble();
        double gain = random.NextInt32(0, 2) == 0 ? contrast - 1 : 1 / contrast - 1; // brighter or darker than the background

        var before = moving.At(0);
        Render(before, before, gain, (pixel, light) =>
        {
            _light[pixel] = light;
            _reference[pixel] = light;
        });
        long duration = _options.DurationMicros;
        for (long from = 0; from < duration; from += _options.RenderMicros)
        {
            long to = Math.Min(duration, from + _options.RenderMicros);
            var now = moving.At((double)to / duration);
            long start = from;
            Render(before, now, gain, (pixel, light) =>
            {
                if (light != _light[pixel])
                    Follow(pixel, light, start, to);
            });
            before = now;
        }
    }

    /// <summary>Adds background events and hot pixels.</summary>
    public void AddNoise(CounterRandom random)
    {
        double everywhere = _options.NoiseHertz * _light.Length * 1e-6;
        for (double time = Gap(ref random, everywhere); time < _options.DurationMicros; time += Gap(ref random, everywhere))
            _events.Add(((long)time, random.NextInt32(0, _light.Length), (byte)random.NextInt32(0, 2)));

        double own = _options.HotPixelHertz * 1e-6;
        foreach (int pixel in _camera.HotPixels)
        {
            for (double time = Gap(ref random, own); time < _options.DurationMicros; time += Gap(ref random, own))
                _events.Add(((long)time, pixel, 1));
        }
    }

    /// <summary>Hands the events over in order of time; events of the same time in the order of their making.</summary>
    public void Deliver(EventBuffer into)
    {
        long[] order = new long[_events.Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = (_events[i].Time << 32) | (uint)i;
        Array.Sort(order);

        into.EnsureCapacity(into.Count + order.Length);
        foreach (long key in order)
        {
            (long time, int pixel, byte polarity) = _events[(int)(uint)key];
            into.Add(time, (ushort)(pixel % _width), (ushort)(pixel / _width), polarity);
        }
    }

    /// <summary>Time to the next of a series of independent events, in microseconds.</summary>
    private static double Gap(ref CounterRandom random, double perMicro) =>
        perMicro <= 0 ? double.PositiveInfinity : -PortableMath.Log(1 - random.NextDouble()) / perMicro;

    /// <summary>Log intensity of every pixel that the object touches now or touched before; the background is 0.</summary>
    private void Render(in MovingObject.Pose before, in MovingObject.Pose now, double gain, Action<int, float> see)
    {
        int left = Clamp(Math.Min(before.X - before.Reach, now.X - now.Reach), _width), right = Clamp(Math.Max(before.X + before.Reach, now.X + now.Reach) + 1, _width);
        int top = Clamp(Math.Min(before.Y - before.Reach, now.Y - now.Reach), _height), bottom = Clamp(Math.Max(before.Y + before.Reach, now.Y + now.Reach) + 1, _height);
        float full = (float)PortableMath.Log(1 + gain);
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                double coverage = now.Coverage(column + 0.5, row + 0.5);
                float light = coverage <= 0 ? 0 : coverage >= 1 ? full : (float)PortableMath.Log(1 + gain * coverage);
                see(row * _width + column, light);
            }
        }
    }

    private static int Clamp(double value, int extent) => (int)Math.Clamp(Math.Floor(value), 0, extent);

    /// <summary>Lets one pixel see its light change in a straight line over an interval; fires at each threshold it crosses.</summary>
    private void Follow(int pixel, float light, long from, long to)
    {
        float start = _light[pixel], reference = _reference[pixel];
        float on = _camera.OnThresholds[pixel], off = _camera.OffThresholds[pixel];
        byte polarity = light > start ? (byte)1 : (byte)0;
        float step = polarity == 1 ? on : -off;
        while (polarity == 1 ? light >= reference + step : light <= reference + step)
        {
            reference += step;
            double share = Math.Clamp(((double)reference - start) / ((double)light - start), 0, 1);
            long time = Math.Min(to - 1, from + (long)(share * (to - from)));
            if (time - _lastEvent[pixel] < _options.RefractoryMicros)
                continue;
            _events.Add((time, pixel, polarity));
            _lastEvent[pixel] = time;
        }

        _light[pixel] = light;
        _reference[pixel] = reference;
    }
}
