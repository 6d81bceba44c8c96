using Saccade.Events.Model;

namespace Saccade.Events.Inspection;

/// <summary>Takes in recording after recording for <see cref="RecordingStatistics"/>.</summary>
internal sealed class StatisticsCollector(SensorSize sensor, IReadOnlyList<long> bounds)
{
    private const long Never = long.MinValue;

    private readonly List<int> _counts = [];
    private readonly long[] _periods = new long[bounds.Count + 1];
    private readonly IntervalHistogram _sensorIntervals = new(), _pixelIntervals = new();
    private readonly long[] _lastTime = new long[sensor.Pixels];
    private readonly byte[] _lastPolarity = new byte[sensor.Pixels];
    private long _events, _on, _active, _follow, _same;

    public void Add(EventBuffer recording)
    {
        Array.Fill(_lastTime, Never);
        _counts.Add(recording.Count);
        _events += recording.Count;
        var events = recording.All;
        for (int i = 0; i < events.Count; i++)
        {
            long time = events.Times[i];
            _periods[PeriodOf(time)]++;
            _on += events.Polarities[i];
            if (i > 0)
                _sensorIntervals.Add(time - events.Times[i - 1]);
            AddToPixel(events.X[i], events.Y[i], time, events.Polarities[i]);
        }
    }

    public RecordingStatistics Finish()
    {
        if (_events == 0)
            throw new ArgumentException($"expected recordings with events, got {_counts.Count} recordings with none");
        double mean = (double)_events / _counts.Count;
        int[] sorted = [.. _counts.Order()];
        return new RecordingStatistics
        {
            Recordings = _counts.Count,
            MeanEvents = mean,
            DeviationOfEvents = Math.Sqrt(_counts.Sum(c => (c - mean) * (c - mean)) / _counts.Count),
            CountQuantiles = [.. RecordingStatistics.CountShares.Select(s => (double)sorted[(int)(s * (sorted.Length - 1))])],
            OnShare = (double)_on / _events,
            EventsByPeriod = [.. _periods.Select(p => (double)p / _counts.Count)],
            SensorIntervals = [.. RecordingStatistics.IntervalShares.Select(_sensorIntervals.Quantile)],
            PixelIntervals = [.. RecordingStatistics.IntervalShares.Select(_pixelIntervals.Quantile)],
            ActivePixels = (double)_active / _counts.Count,
            SamePolarityShare = _follow == 0 ? 0 : (double)_same / _follow,
        };
    }

    private int PeriodOf(long time)
    {
        int period = 0;
        while (period < bounds.Count && time >= bounds[period])
            period++;
        return period;
    }

    private void AddToPixel(int x, int y, long time, byte polarity)
    {
        if (!sensor.Contains(x, y))
            throw new ArgumentException($"event at ({x}, {y}) is outside the sensor of {sensor}");
        int pixel = y * sensor.Width + x;
        if (_lastTime[pixel] == Never)
        {
            _active++;
        }
        else
        {
            _pixelIntervals.Add(time - _lastTime[pixel]);
            _follow++;
            _same += _lastPolarity[pixel] == polarity ? 1 : 0;
        }

        (_lastTime[pixel], _lastPolarity[pixel]) = (time, polarity);
    }
}

/// <summary>Counts of intervals by the microsecond, for quantiles without keeping them all; intervals of a second and more count as one second.</summary>
internal sealed class IntervalHistogram
{
    private const int Longest = 1_000_000;

    private readonly long[] _counts = new long[Longest + 1];
    private long _total;

    public void Add(long micros)
    {
        _counts[Math.Clamp(micros, 0, Longest)]++;
        _total++;
    }

    /// <summary>The interval that a share of all intervals does not exceed; 0 when there are none.</summary>
    public double Quantile(double share)
    {
        long wanted = (long)Math.Ceiling(share * _total), seen = 0;
        int at = 0;
        while (at < Longest && seen + _counts[at] < wanted)
            seen += _counts[at++];
        return at;
    }
}
