using Saccade.Events.Model;

namespace Saccade.Events.Transforms;

/// <summary>One application of a transform: where events go, what the sensor and the label are by now, and the counts.</summary>
internal sealed class TransformRun(EventBuffer target, SensorSize sensor, int label)
{
    private static readonly DropReason[] _reasons = Enum.GetValues<DropReason>();

    private readonly int[] _dropped = new int[_reasons.Length];

    /// <summary>Receives the events; empty at the beginning of each step.</summary>
    public EventBuffer Target { get; set; } = target;

    public SensorSize Sensor { get; set; } = sensor;

    public int Label { get; set; } = label;

    public int Added { get; set; }

    public int Clamped { get; set; }

    public List<HotPixel> HotPixels { get; } = [];

    private int Sorted { get; set; }

    /// <summary>Number of pixels of the sensor, for transforms that remember something of each.</summary>
    /// <exception cref="ArgumentException">There are more than 2^29.</exception>
    public int Pixels => Sensor.Pixels <= 1 << 29
        ? (int)Sensor.Pixels
        : throw new ArgumentException($"this transform keeps a memory of every pixel and takes sensors of at most {1 << 29} pixels, got {Sensor}; crop or downsample first");

    public void Drop(DropReason reason, int events) => _dropped[(int)reason] += events;

    /// <summary>Sends every event through a rule.</summary>
    public void Pass<TRule>(EventBuffer source, ref TRule rule, DropReason reason)
        where TRule : struct, IEventRule
    {
        var times = source.Times;
        ReadOnlySpan<ushort> xs = source.X[..times.Length], ys = source.Y[..times.Length];
        var polarities = source.Polarities[..times.Length];
        var to = Target.Reserve(times.Length);
        int kept = 0;
        for (int i = 0; i < times.Length; i++)
        {
            long time = times[i];
            int x = xs[i], y = ys[i];
            byte polarity = polarities[i];
            if (!rule.Keeps(ref time, ref x, ref y, ref polarity))
                continue;
            to.Times[kept] = time;
            to.X[kept] = (ushort)x;
            to.Y[kept] = (ushort)y;
            to.Polarities[kept] = polarity;
            kept++;
        }

        Target.Commit(kept);
        Drop(reason, times.Length - kept);
    }

    /// <summary>The events on the sensor; the others are counted as dropped.</summary>
    public EventBuffer OnSensor(EventBuffer source)
    {
        if (Largest(source.X) < Sensor.Width && Largest(source.Y) < Sensor.Height)
            return source;
        EventBuffer inside = new(source.Count), final = Target;
        Within rule = new(Sensor);
        Target = inside;
        Pass(source, ref rule, DropReason.OutsideSensor);
        Target = final;
        return inside;
    }

    /// <summary>The events in order of time: themselves, or a sorted copy.</summary>
    public EventBuffer InOrder(EventBuffer source)
    {
        if (source.IsOrdered)
            return source;
        EventBuffer sorted = new(source.Count);
        sorted.Add(source.All);
        Sort(sorted);
        return sorted;
    }

    /// <summary>Puts what has been written in order of time.</summary>
    public void SortTarget() => Sort(Target);

    /// <summary>Writes two recordings, each in order of time, as one; at equal times the first comes first.</summary>
    public void Merge(EventBuffer first, EventBuffer second)
    {
        Target.EnsureCapacity(Target.Count + first.Count + second.Count);
        int at = 0;
        var times = first.Times;
        for (int i = 0; i < second.Count; i++)
        {
            int start = at;
            while (at < times.Length && times[at] <= second.Times[i])
                at++;
            Target.Add(first.Slice(new EventRange(start, at)));
            Target.Add(second[i]);
        }

        Target.Add(first.Slice(new EventRange(at, first.Count)));
    }

    public TransformReport Report(int events) => new()
    {
        In = events,
        Out = Target.Count,
        Added = Added,
        Dropped = [.. _reasons.Where(r => _dropped[(int)r] > 0).Select(r => new DropCount(r, _dropped[(int)r]))],
        Clamped = Clamped,
        Sorted = Sorted,
        Sensor = Sensor,
        Label = Label,
        HotPixels = [.. HotPixels],
    };

    private static int Largest(ReadOnlySpan<ushort> coordinates)
    {
        int largest = 0;
        foreach (ushort coordinate in coordinates)
            largest = Math.Max(largest, coordinate);
        return largest;
    }

    private void Sort(EventBuffer events)
    {
        Sorted += events.Disorder;
        events.SortByTime();
    }

    private readonly struct Within(SensorSize sensor) : IEventRule
    {
        public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity) => sensor.Contains(x, y);
    }
}
