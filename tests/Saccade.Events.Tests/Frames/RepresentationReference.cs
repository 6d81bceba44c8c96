using Saccade.Events.Frames;
using Saccade.Events.Model;

namespace Saccade.Events.Tests.Frames;

/// <summary>Each representation by its definition: float64, every value by a search through all events.</summary>
internal static class RepresentationReference
{
    public static FrameStack Render(FrameRepresentation representation, EventBuffer events, SensorSize sensor, EventRange[] ranges)
    {
        FrameStack frames = new(ranges.Length, representation.FrameSize(sensor), representation.Channels);
        for (int step = 0; step < ranges.Length; step++)
        {
            Event[] slice = List(events, ranges[step]), soFar = List(events, new EventRange(0, ranges[step].End));
            for (int i = 0; i < frames.FrameLength; i++)
            {
                int channel = i % frames.Channels, pixel = i / frames.Channels, x = pixel % frames.Size.Width, y = pixel / frames.Size.Width;
                frames.Frame(step)[i] = (float)(representation is FrameRepresentation.Hats hats
                    ? Hats(hats, [.. slice.Where(e => sensor.Contains(e.X, e.Y))], x, y, channel)
                    : Value(representation, slice, soFar, x, y, channel));
            }
        }

        return frames;
    }

    private static double Value(FrameRepresentation representation, Event[] slice, Event[] soFar, int x, int y, int channel)
    {
        Event[] here = [.. slice.Where(e => e.X == x && e.Y == y)];
        return representation switch
        {
            FrameRepresentation.Counts => here.Count(e => e.Polarity == channel),
            FrameRepresentation.Binary => here.Any(e => e.Polarity == channel) ? 1 : 0,
            FrameRepresentation.Merged => here.Length,
            FrameRepresentation.Signed => here.Sum(e => e.Polarity == 1 ? 1 : -1),
            FrameRepresentation.VoxelGrid { TwoChannels: true } grid => here.Where(e => e.Polarity == channel % 2).Sum(e => Weight(grid, slice, e, channel / 2)),
            FrameRepresentation.VoxelGrid grid => here.Sum(e => Weight(grid, slice, e, channel) * (e.Polarity == 1 ? 1 : -1)),
            FrameRepresentation.TimeSurface surface => soFar.Where(e => e.X == x && e.Y == y && e.Polarity == channel)
                .Select(e => Math.Exp(-(soFar[^1].TimeMicros - e.TimeMicros) / surface.TauMicros)).LastOrDefault(),
            _ => throw new ArgumentException($"no reference for {representation}"),
        };
    }

    private static double Weight(FrameRepresentation.VoxelGrid grid, Event[] slice, Event e, int bin)
    {
        double first = slice[0].TimeMicros, last = slice[^1].TimeMicros;
        double at = last > first ? (grid.Bins - 1) * (e.TimeMicros - first) / (last - first) : 0;
        return Math.Max(0, 1 - Math.Abs(bin - at));
    }

    private static double Hats(FrameRepresentation.Hats hats, Event[] slice, int cellX, int cellY, int channel)
    {
        int side = 2 * hats.Radius + 1, polarity = channel / (side * side), row = channel / side % side - hats.Radius, column = channel % side - hats.Radius;
        Event[] cell = [.. slice.Where(e => e.X / hats.CellSize == cellX && e.Y / hats.CellSize == cellY)];
        double sum = 0;
        for (int i = 0; i < cell.Length; i++)
        {
            var e = cell[i];
            if (e.Polarity == polarity)
            {
                sum += cell.Where(j => j.Polarity == polarity && j.X == e.X + column && j.Y == e.Y + row
                        && j.TimeMicros >= e.TimeMicros - hats.WindowMicros && j.TimeMicros < e.TimeMicros)
                    .Sum(j => Math.Exp(-(e.TimeMicros - j.TimeMicros) / hats.TauMicros));
            }
        }

        return cell.Length == 0 ? 0 : sum / cell.Length;
    }

    private static Event[] List(EventBuffer events, EventRange range) => [.. Enumerable.Range(range.Start, range.Count).Select(i => events[i])];
}
