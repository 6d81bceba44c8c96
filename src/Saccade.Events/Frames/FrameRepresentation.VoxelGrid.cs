using Saccade.Events.Model;

namespace Saccade.Events.Frames;

public abstract partial record FrameRepresentation
{
    /// <summary>
    /// Voxel grid with bilinear interpolation in time (Zhu et al. 2019): each event counts in the two bins next to its time t* =
    /// (B - 1)(t - t_first) / (t_last - t_first), with weights 1 - |b - t*|. Bins are channels.
    /// </summary>
    /// <remarks>
    /// First and last are those of the slice, so one slice of a whole recording gives the grid of the paper. With one bin, or
    /// when all events have the same time, everything is in bin 0. Tonic's ToVoxelGrid takes B instead of B - 1 and so loses
    /// part of the last events.
    /// </remarks>
    /// <param name="Bins">Number of bins B, 1 to 1024.</param>
    /// <param name="TwoChannels">
    /// Whether OFF and ON have channels of their own (channel 2b + polarity); else an ON event counts +1, an OFF event -1 (channel b).
    /// </param>
    public sealed record VoxelGrid(int Bins, bool TwoChannels = false) : FrameRepresentation
    {
        /// <inheritdoc/>
        public override int Channels => TwoChannels ? 2 * Bins : Bins;

        /// <inheritdoc/>
        public override bool NeedsOrder => false;

        /// <inheritdoc/>
        public override string Key => $"voxels-{Bins}{(TwoChannels ? "x2" : "")}";

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => Bins is >= 1 and <= 1024 ? [] : [$"bins of the voxel grid: expected 1 to 1024, got {Bins}"];

        /// <inheritdoc/>
        public override SensorSize FrameSize(SensorSize sensor) => sensor;

        private protected override FrameRenderer CreateRenderer(SensorSize sensor) => new Voxels(this, sensor);
    }

    private sealed class Voxels(VoxelGrid grid, SensorSize sensor) : FrameRenderer
    {
        private readonly int _channels = grid.Channels;
        private readonly int _perBin = grid.TwoChannels ? 2 : 1;

        public override int Render(EventSlice events, Span<float> frame)
        {
            (long first, long last) = Limits(events.Times);
            double perMicro = last > first ? (grid.Bins - 1) / ((double)last - first) : 0;
            int outside = 0;
            for (int i = 0; i < events.Count; i++)
            {
                (long time, ushort x, ushort y, byte polarity) = events[i];
                if (!sensor.Contains(x, y))
                {
                    outside++;
                    continue;
                }

                double at = (time - first) * perMicro;
                int bin = Math.Min((int)at, grid.Bins - 1);
                float later = (float)(at - bin), sign = grid.TwoChannels ? 1 : 2 * polarity - 1;
                int to = (y * sensor.Width + x) * _channels + bin * _perBin + (grid.TwoChannels ? polarity : 0);
                frame[to] += sign * (1 - later);
                if (later > 0 && bin + 1 < grid.Bins)
                    frame[to + _perBin] += sign * later;
            }

            return outside;
        }

        private static (long First, long Last) Limits(ReadOnlySpan<long> times)
        {
            long first = long.MaxValue, last = long.MinValue;
            foreach (long time in times)
                (first, last) = (Math.Min(first, time), Math.Max(last, time));
            return (first, last);
        }
    }
}
