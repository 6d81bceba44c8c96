using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Kernels.Random;

namespace Saccade.Events.Transforms;

public abstract partial record EventTransform
{
    /// <summary>Drops each event with some probability, by itself (Tonic: DropEvent, which drops exactly that share). Draws one number for each event.</summary>
    /// <param name="Probability">Probability, 0 to 1.</param>
    public sealed record DropEvent(double Probability) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => InUnit(Probability, "probability of dropping an event");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Thin rule = new(Probability, random);
            run.Pass(source, ref rule, DropReason.Drawn);
            random = rule.Random;
        }

        private struct Thin(double probability, CounterRandom random) : IEventRule
        {
            public CounterRandom Random = random;

            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity) => Random.NextDouble() >= probability;
        }
    }

    /// <summary>
    /// Drops the events of a window of time whose length is a share of the recording's duration and whose beginning is
    /// uniform (Tonic: DropEventByTime). The window holds its beginning and not its end. Draws one number.
    /// </summary>
    /// <param name="Share">Length of the window as a share of the time from the first to the last event, 0 to 1.</param>
    public sealed record DropEventByTime(double Share = 0.2) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => InUnit(Share, "share of the time that is dropped");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            (long earliest, long latest) = Span(source.Times);
            double duration = source.Count == 0 ? 0 : latest - earliest, start = random.NextDouble() * (1 - Share) * duration;
            Gap rule = new(earliest, start, start + Share * duration);
            run.Pass(source, ref rule, DropReason.Drawn);
        }

        private readonly struct Gap(long origin, double start, double end) : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                double since = time - origin;
                return since < start || since >= end;
            }
        }
    }

    /// <summary>
    /// Drops the events of a rectangle at a uniform place (Tonic: DropEventByArea). Like Tonic's ratio the share is one of each
    /// side, rounded down to pixels, so the area is its square. Draws column, then row.
    /// </summary>
    /// <param name="SideShare">Sides of the rectangle as a share of the sensor's, 0 to 1.</param>
    public sealed record DropEventByArea(double SideShare = 0.2) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => InUnit(SideShare, "share of the sides that is dropped");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            int width = (int)(run.Sensor.Width * SideShare), height = (int)(run.Sensor.Height * SideShare);
            int x = random.NextInt32(0, run.Sensor.Width - width + 1), y = random.NextInt32(0, run.Sensor.Height - height + 1);
            Hole rule = new(new PixelPosition(x, y), new SensorSize(width, height));
            run.Pass(source, ref rule, DropReason.Drawn);
        }

        private readonly struct Hole(PixelPosition corner, SensorSize size) : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity) => !size.Contains(x - corner.X, y - corner.Y);
        }
    }

    /// <summary>Drops the events of listed pixels, all of which must be on the sensor (Tonic: DropPixel with coordinates).</summary>
    public sealed record DropPixel : EventTransform
    {
        /// <summary>Silences some pixels.</summary>
        public DropPixel(params IEnumerable<PixelPosition> pixels) => Pixels = [.. pixels];

        /// <summary>The pixels.</summary>
        public ValueList<PixelPosition> Pixels { get; init; }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            bool[] silent = new bool[run.Pixels];
            foreach ((int x, int y) in Pixels)
            {
                if (!run.Sensor.Contains(x, y))
                    throw new ArgumentException($"the pixel to drop at column {x}, row {y} is not on the sensor of {run.Sensor}");
                silent[y * run.Sensor.Width + x] = true;
            }

            Silence rule = new(silent, run.Sensor.Width);
            run.Pass(source, ref rule, DropReason.Pixel);
        }
    }

    /// <summary>Drops all events of each pixel with some probability (Tonic: RandomDropPixel). Draws one number for each pixel, row by row.</summary>
    /// <param name="Probability">Probability, 0 to 1.</param>
    public sealed record RandomDropPixel(double Probability) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => InUnit(Probability, "probability of dropping a pixel");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            bool[] silent = new bool[run.Pixels];
            for (int i = 0; i < silent.Length; i++)
                silent[i] = random.NextDouble() < Probability;
            Silence rule = new(silent, run.Sensor.Width);
            run.Pass(source, ref rule, DropReason.Pixel);
        }
    }

    /// <summary>Keeps one of every n events of each pixel, of any polarity: the n-th, the 2n-th and so on (Tonic: Decimation).</summary>
    /// <param name="Every">n, at least 1; 1 keeps all.</param>
    public sealed record Decimation(int Every) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => Every >= 1 ? [] : [$"decimation: expected 1 or more, got {Every}"];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Counted rule = new(new int[run.Pixels], run.Sensor.Width, Every);
            run.Pass(source, ref rule, DropReason.Decimated);
        }

        private readonly struct Counted(int[] counts, int width, int every) : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                ref int count = ref counts[y * width + x];
                if (++count < every)
                    return false;
                count = 0;
                return true;
            }
        }
    }

    private readonly struct Silence(bool[] silent, int width) : IEventRule
    {
        public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity) => !silent[y * width + x];
    }
}
