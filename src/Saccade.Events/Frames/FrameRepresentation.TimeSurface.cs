using Saccade.Events.Model;
using Saccade.Events.Numerics;

namespace Saccade.Events.Frames;

public abstract partial record FrameRepresentation
{
    /// <summary>
    /// Exponential time surface (HOTS, Lagorce et al. 2017), sampled at the end of each slice: exp(-(t_ref - t_last) / tau), where t_last
    /// is the time of the last event so far of the pixel and polarity; 0 where there was none. Channel 0 = OFF, 1 = ON.
    /// </summary>
    /// <remarks>
    /// t_ref is the time of the last event of the slice; a slice without events repeats the frame before it. Events of earlier slices
    /// are remembered. Values are computed in float64, the same on every processor. Tonic: ToTimesurface.
    /// </remarks>
    /// <param name="TauMicros">Time constant tau in microseconds, above 0.</param>
    public sealed record TimeSurface(double TauMicros) : FrameRepresentation
    {
        /// <inheritdoc/>
        public override int Channels => 2;

        /// <inheritdoc/>
        public override bool NeedsOrder => true;

        /// <inheritdoc/>
        public override string Key => FormattableString.Invariant($"surface-{TauMicros:R}us");

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => AtLeast(TauMicros, 1e-3, "time constant of the time surface in microseconds");

        /// <inheritdoc/>
        public override SensorSize FrameSize(SensorSize sensor) => sensor;

        private protected override FrameRenderer CreateRenderer(SensorSize sensor) => new Surfaces(sensor, TauMicros);
    }

    private sealed class Surfaces : FrameRenderer
    {
        private const long Never = long.MinValue;
        private readonly SensorSize _sensor;
        private readonly double _tau;
        private readonly long[] _last;
        private long _reference;

        public Surfaces(SensorSize sensor, double tau)
        {
            _sensor = sensor;
            _tau = tau;
            _last = new long[checked((int)(2 * sensor.Pixels))];
            Array.Fill(_last, Never);
        }

        public override int Render(EventSlice events, Span<float> frame)
        {
            int outside = 0;
            for (int i = 0; i < events.Count; i++)
            {
                (long time, ushort x, ushort y, byte polarity) = events[i];
                if (_sensor.Contains(x, y))
                    _last[((y * _sensor.Width + x) << 1) | polarity] = time;
                else
                    outside++;
            }

            if (events.Count > 0)
                _reference = events.Times[^1];
            for (int i = 0; i < _last.Length; i++)
            {
                if (_last[i] != Never)
                    frame[i] = (float)PortableMath.Exp((_last[i] - _reference) / _tau);
            }

            return outside;
        }
    }
}
