using Saccade.Events.Model;
using Saccade.Events.Numerics;
using Saccade.Kernels.Random;

namespace Saccade.Events.Simulation;

/// <summary>
/// The pixels of an event camera at work on one recording. Each follows the logarithm of its light through a low-pass; when
/// that has moved from its memory by a threshold it fires, is held in reset for the refractory time, and then remembers what it sees.
/// </summary>
/// <remarks>The model of Lichtsteiner, Posch and Delbruck (2008), with the noise sources of v2e (Hu, Liu and Delbruck 2021).</remarks>
internal sealed class PixelArray
{
    /// <summary>Pixels of the largest sensor that is simulated, as a power of two.</summary>
    internal const int PixelBits = 24;

    private const long PixelMask = (1L << PixelBits) - 1;

    private const double Free = double.NegativeInfinity;

    private readonly CameraOptions _camera;
    private readonly float[] _on, _off;
    private readonly float[] _seen, _memory;

    /// <summary>End of the reset of each pixel, in microseconds; <see cref="Free"/> when it is over and the memory is set.</summary>
    private readonly double[] _resetUntil;

    /// <summary>What the next event of each pixel needs, as a share of its thresholds.</summary>
    private readonly float[] _need;
    private readonly List<int> _hot = [];
    private readonly List<long> _keys = new(8192);
    private CounterRandom _random;

    /// <summary>Makes the pixels.</summary>
    /// <param name="camera">What they are like.</param>
    /// <param name="pixels">Draws their thresholds.</param>
    /// <param name="noise">Draws what differs from event to event.</param>
    public PixelArray(CameraOptions camera, CounterRandom pixels, CounterRandom noise)
    {
        (_camera, _random) = (camera, noise);
        int count = (int)camera.Sensor.Pixels;
        (_on, _off, _seen, _memory) = (new float[count], new float[count], new float[count], new float[count]);
        (_need, _resetUntil) = (new float[count], new double[count]);
        Array.Fill(_resetUntil, Free);
        for (int i = 0; i < count; i++)
        {
            _on[i] = Threshold(camera.OnThreshold, ref pixels);
            _off[i] = Threshold(camera.OffThreshold, ref pixels);
            if (camera.HotPixelShare > 0 && pixels.NextDouble() < camera.HotPixelShare)
                _hot.Add(i);
        }

        for (int i = 0; i < count; i++)
            _need[i] = Vary(camera.ThresholdNoise);
    }

    /// <summary>Lets the pixels watch from beginning to end.</summary>
    public void Watch(ILightSource source)
    {
        float[] light = new float[_seen.Length];
        source.Fill(0, light);
        Array.Copy(light, _seen, light.Length);
        for (int i = 0; i < light.Length; i++)
            _memory[i] = light[i] + (float)(_random.NextSingle() * 2 - 1) * 0.5f * Math.Min(_on[i], _off[i]); // a past nobody knows
        float leak = (float)(_camera.LeakHertz * _camera.OnThreshold * 1e-6);
        for (long from = 0; from < source.DurationMicros; from += _camera.StepMicros)
        {
            long to = Math.Min(source.DurationMicros, from + _camera.StepMicros);
            float follow = _camera.LowPassMicros <= 0 ? 1 : (float)(1 - PortableMath.Exp(-(to - from) / _camera.LowPassMicros));
            source.Fill(to, light);
            for (int i = 0; i < light.Length; i++)
            {
                float before = _seen[i], now = before + follow * (light[i] - before);
                _memory[i] -= leak * (to - from);
                if (now != before || leak > 0)
                    Step(i, before, now, from, to);
            }
        }
    }

    /// <summary>Adds events without a cause, and those of hot pixels.</summary>
    public void AddNoise(long durationMicros)
    {
        double everywhere = _camera.NoiseHertz * _seen.Length * 1e-6;
        for (double time = Gap(everywhere); time < durationMicros; time += Gap(everywhere))
            Fire((long)time, _random.NextInt32(0, _seen.Length), _random.NextInt32(0, 2));
        foreach (int pixel in _hot)
        {
            for (double time = Gap(_camera.HotPixelHertz * 1e-6); time < durationMicros; time += Gap(_camera.HotPixelHertz * 1e-6))
                Fire((long)time, pixel, 1);
        }
    }

    /// <summary>Hands the events over in order of time; those of the same microsecond in order of rows and columns.</summary>
    public void Deliver(EventBuffer into)
    {
        _keys.Sort();
        into.EnsureCapacity(into.Count + _keys.Count);
        int width = _camera.Sensor.Width;
        foreach (long key in _keys)
        {
            int pixel = (int)((key >> 1) & PixelMask);
            into.Add(key >> PixelBits + 1, (ushort)(pixel % width), (ushort)(pixel / width), (byte)(key & 1));
        }
    }

    private void Fire(long time, int pixel, int polarity) => _keys.Add((time << PixelBits + 1) | ((long)pixel << 1) | (uint)polarity);

    /// <summary>One pixel sees its light go in a straight line over an interval.</summary>
    private void Step(int pixel, float before, float now, long from, long to)
    {
        _seen[pixel] = now;
        double start = from, rate = ((double)now - before) / (to - from);
        while (_resetUntil[pixel] < to)
        {
            if (_resetUntil[pixel] != Free)
            {
                start = Math.Max(start, _resetUntil[pixel]);
                _memory[pixel] = (float)(before + rate * (start - from));
                _resetUntil[pixel] = Free;
            }

            float on = _on[pixel] * _need[pixel], off = _off[pixel] * _need[pixel], rise = now - _memory[pixel];
            if (rise < on && -rise < off)
                return;
            double crossing = _memory[pixel] + (rise >= on ? on : -off);
            double time = rate == 0 ? start : Math.Clamp(from + (crossing - before) / rate, start, to);
            Fire(Math.Min((long)time, to - 1), pixel, rise >= on ? 1 : 0);
            _resetUntil[pixel] = time + _camera.RefractoryMicros * Vary(_camera.RefractoryNoise);
            _need[pixel] = Vary(_camera.ThresholdNoise);
        }
    }

    /// <summary>A share around 1.</summary>
    private float Vary(double deviation) => deviation <= 0 ? 1 : (float)Math.Max(0.2, 1 + deviation * PortableMath.Normal(ref _random));

    private float Threshold(double mean, ref CounterRandom random) =>
        (float)(mean * Math.Max(0.2, 1 + _camera.ThresholdMismatch * PortableMath.Normal(ref random)));

    private double Gap(double perMicro) => perMicro <= 0 ? double.PositiveInfinity : -PortableMath.Log(1 - _random.NextDouble()) / perMicro;
}
