using Saccade.Events.Model;
using Saccade.Events.Numerics;

namespace Saccade.Events.Frames;

public abstract partial record FrameRepresentation
{
    /// <summary>
    /// Histograms of averaged time surfaces (HATS, Sironi et al. 2018). Around each event e of a cell stands its local memory time
    /// surface: at offset z the sum of exp(-(t_e - t_j) / tau) over the earlier events j of the same cell and polarity at pixel x_e + z with
    /// t_j in [t_e - window, t_e). A cell shows the sum of the surfaces of its events of each polarity, divided by the
    /// number of all its events.
    /// </summary>
    /// <remarks>
    /// Each slice is taken by itself. A frame has a pixel for each cell, so its size is the sensor's divided by K, rounded up; the channel
    /// is (polarity (2R + 1) + row + R)(2R + 1) + column + R of the offset. Takes time in proportion to the events of a cell
    /// within the window. Tonic: ToAveragedTimesurface, which adds 1 at the centre of each surface.
    /// </remarks>
    /// <param name="CellSize">Pixels K on a side of a cell, at least 1.</param>
    /// <param name="Radius">Radius R of the surfaces in pixels, 0 to 127.</param>
    /// <param name="TauMicros">Time constant tau in microseconds, above 0.</param>
    /// <param name="WindowMicros">How far back the memory reaches, in microseconds, at least 1.</param>
    public sealed record Hats(int CellSize, int Radius, double TauMicros, long WindowMicros) : FrameRepresentation
    {
        /// <inheritdoc/>
        public override int Channels => 2 * (2 * Radius + 1) * (2 * Radius + 1);

        /// <inheritdoc/>
        public override bool NeedsOrder => true;

        /// <inheritdoc/>
        public override string Key => FormattableString.Invariant($"hats-{CellSize}-{Radius}-{TauMicros:R}us-{WindowMicros}us");

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
        [
            .. AtLeast(CellSize, 1, "cell size of HATS in pixels"),
            .. Radius is >= 0 and <= 127 ? [] : new[] { $"radius of HATS in pixels: expected 0 to 127, got {Radius}" },
            .. AtLeast(TauMicros, 1e-3, "time constant of HATS in microseconds"),
            .. AtLeast(WindowMicros, 1, "window of HATS in microseconds"),
        ];

        /// <inheritdoc/>
        public override SensorSize FrameSize(SensorSize sensor) =>
            new((int)(((long)sensor.Width + CellSize - 1) / CellSize), (int)(((long)sensor.Height + CellSize - 1) / CellSize));

        private protected override FrameRenderer CreateRenderer(SensorSize sensor) => new Histograms(this, sensor);
    }

    private sealed class Histograms : FrameRenderer
    {
        private const int Nothing = -1;
        private readonly Hats _hats;
        private readonly SensorSize _sensor;
        private readonly int _cellsAcross;
        private readonly int _side;
        private readonly int[] _newest; // of each cell and polarity the last event
        private readonly int[] _events; // of each cell
        private double[] _sums = [];
        private int[] _older = []; // of each event the one before it in its cell and polarity

        public Histograms(Hats hats, SensorSize sensor)
        {
            _hats = hats;
            _sensor = sensor;
            var cells = hats.FrameSize(sensor);
            _cellsAcross = cells.Width;
            _side = 2 * hats.Radius + 1;
            _newest = new int[checked((int)(2 * cells.Pixels))];
            _events = new int[_newest.Length / 2];
        }

        public override int Render(EventSlice events, Span<float> frame)
        {
            Array.Fill(_newest, Nothing);
            Array.Clear(_events);
            _sums = new double[frame.Length];
            if (_older.Length < events.Count)
                _older = new int[events.Count];
            int outside = 0;
            for (int i = 0; i < events.Count; i++)
            {
                (_, ushort x, ushort y, byte polarity) = events[i];
                if (!_sensor.Contains(x, y))
                {
                    outside++;
                    continue;
                }

                int cell = y / _hats.CellSize * _cellsAcross + x / _hats.CellSize, chain = 2 * cell + polarity;
                _events[cell]++;
                AddSurface(events, i, _newest[chain], chain * _side * _side);
                _older[i] = _newest[chain];
                _newest[chain] = i;
            }

            Average(frame);
            return outside;
        }

        private void AddSurface(EventSlice events, int at, int newest, int surface)
        {
            long time = events.Times[at], oldest = time - _hats.WindowMicros;
            int x = events.X[at] - _hats.Radius, y = events.Y[at] - _hats.Radius;
            for (int j = newest; j != Nothing && events.Times[j] >= oldest; j = _older[j])
            {
                int column = events.X[j] - x, row = events.Y[j] - y;
                if ((uint)column < (uint)_side && (uint)row < (uint)_side && events.Times[j] < time)
                    _sums[surface + row * _side + column] += PortableMath.Exp((events.Times[j] - time) / _hats.TauMicros);
            }
        }

        private void Average(Span<float> frame)
        {
            int channels = _hats.Channels;
            for (int i = 0; i < frame.Length; i++)
                frame[i] = _sums[i] == 0 ? 0 : (float)(_sums[i] / _events[i / channels]);
        }
    }
}
