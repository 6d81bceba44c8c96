using Saccade.Events.Model;
using Saccade.Kernels.Random;

namespace Saccade.Events.Transforms;

public abstract partial record EventTransform
{
    private const long Never = long.MinValue / 2;

    /// <summary>
    /// Drops an event when the last event of its pixel that was kept, of any polarity, is less than a time ago (Tonic:
    /// RefractoryPeriod, which counts from the last event even when that was dropped). Needs order.
    /// </summary>
    /// <param name="Micros">The time in microseconds.</param>
    public sealed record RefractoryPeriod(long Micros) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => NotNegative(Micros, "refractory period in microseconds");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            long[] last = new long[run.Pixels];
            Array.Fill(last, Never);
            Recovery rule = new(last, run.Sensor.Width, Micros);
            run.Pass(run.InOrder(source), ref rule, DropReason.Refractory);
        }

        private readonly struct Recovery(long[] last, int width, long micros) : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                ref long before = ref last[y * width + x];
                if (time - before < micros)
                    return false;
                before = time;
                return true;
            }
        }
    }

    /// <summary>
    /// Keeps an event only when one of its eight neighbours has fired, before it and less than a time ago (Tonic: Denoise, which
    /// looks at four neighbours). Dropped events support later ones too, and the event's own pixel does not count. Needs order.
    /// </summary>
    /// <param name="Micros">The time in microseconds.</param>
    public sealed record BackgroundActivityFilter(long Micros) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => Positive(Micros, "time of the background activity filter in microseconds");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            _ = run.Pixels; // refuses sensors that are too large
            int stride = run.Sensor.Width + 2; // with a margin of pixels that never fire, so that edges need no test
            long[] last = new long[stride * (run.Sensor.Height + 2)];
            Array.Fill(last, Never);
            Support rule = new(last, stride, Micros);
            run.Pass(run.InOrder(source), ref rule, DropReason.Isolated);
        }

        private readonly struct Support(long[] last, int stride, long micros) : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                var around = last.AsSpan(y * stride + x, 2 * stride + 3);
                around[stride + 1] = time;
                long latest = Math.Max(Latest(around), Latest(around[(2 * stride)..]));
                latest = Math.Max(latest, Math.Max(around[stride], around[stride + 2]));
                return time - latest < micros;
            }

            private static long Latest(Span<long> row) => Math.Max(row[0], Math.Max(row[1], row[2]));
        }
    }

    /// <summary>Drops all events of pixels that fire far too often (Tonic: DropPixel with a frequency); the report names them.</summary>
    /// <param name="Rule">Which pixels count as hot.</param>
    public sealed record HotPixelFilter(HotPixelRule Rule) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => Rule is null ? ["hot pixels: expected a rule, got none"] : Rule.Validate();

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            PixelCounts pixels = new(source, 0, 0, run.Sensor.Width, run.Pixels / run.Sensor.Width);
            bool[] silent = new bool[pixels.Counts.Length];
            foreach (int hot in Rule.Find(source, pixels))
            {
                silent[hot] = true;
                run.HotPixels.Add(pixels.At(hot));
            }

            Silence rule = new(silent, run.Sensor.Width);
            run.Pass(source, ref rule, DropReason.HotPixel);
        }
    }
}
