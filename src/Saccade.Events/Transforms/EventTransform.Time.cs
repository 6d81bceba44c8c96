using Saccade.Events.Model;
using Saccade.Events.Numerics;
using Saccade.Kernels.Random;

namespace Saccade.Events.Transforms;

public abstract partial record EventTransform
{
    private const long LargestTime = 1L << 62;

    /// <summary>
    /// Plays backwards with some probability: t becomes t_first + t_last - t, and the order of the events is reversed (Tonic:
    /// RandomTimeReversal, which also moves the beginning to 0). Draws one number.
    /// </summary>
    /// <param name="Probability">Probability, 0 to 1.</param>
    /// <param name="FlipPolarities">Whether ON and OFF are exchanged too, as they are when a scene runs backwards.</param>
    /// <param name="Labels">What a reversed recording's label becomes; null when reversal keeps the class.</param>
    public sealed record TimeReversal(double Probability = 0.5, bool FlipPolarities = true, LabelMap? Labels = null) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => InUnit(Probability, "probability of a time reversal");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            if (random.NextDouble() >= Probability)
            {
                run.Target.Add(source.All);
                return;
            }

            run.Label = Labels?.Map(run.Label) ?? run.Label;
            (long earliest, long latest) = Span(source.Times);
            byte mask = FlipPolarities ? (byte)1 : (byte)0;
            run.Target.EnsureCapacity(source.Count);
            var events = source.All;
            for (int i = events.Count - 1; i >= 0; i--)
                run.Target.Add(latest - events.Times[i] + earliest, events.X[i], events.Y[i], (byte)(events.Polarities[i] ^ mask));
        }
    }

    /// <summary>
    /// Moves each event in time by a normal number, to the nearest microsecond, and sorts (Tonic: TimeJitter with
    /// sort_timestamps). A time that would become negative is set to 0 and counted; Tonic drops such events.
    /// </summary>
    /// <param name="SigmaMicros">Standard deviation in microseconds.</param>
    public sealed record TimeJitter(double SigmaMicros) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => NotNegative(SigmaMicros, "time jitter in microseconds");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Shake rule = new(SigmaMicros, random);
            run.Pass(source, ref rule, DropReason.OutsideTime);
            run.Clamped += rule.Clamped;
            run.SortTarget();
            random = rule.Random;
        }

        private struct Shake(double sigma, CounterRandom random) : IEventRule
        {
            public CounterRandom Random = random;
            public int Clamped;
            private double _spare;
            private bool _hasSpare;

            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                double normal = _spare;
                if (!_hasSpare)
                    (normal, _spare) = Variates.Gaussians(ref Random);
                _hasSpare = !_hasSpare;

                long moved = time + (long)Math.Round(Math.Clamp(sigma * normal, -LargestTime, LargestTime));
                if (moved < 0 && time >= 0)
                {
                    moved = 0;
                    Clamped++;
                }

                time = moved;
                return true;
            }
        }
    }

    /// <summary>Stretches and shifts time, t becomes a t + b to the nearest microsecond, ties to even (Tonic: TimeSkew). Keeps the order.</summary>
    /// <param name="Coefficient">a, above 0; 2 makes the recording twice as long.</param>
    /// <param name="OffsetMicros">b in microseconds; times may become negative.</param>
    public sealed record TimeSkew(double Coefficient, double OffsetMicros = 0) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
        [
            .. Positive(Coefficient, "coefficient of the time skew"),
            .. double.IsFinite(OffsetMicros) ? [] : new[] { $"offset of the time skew: expected a number of microseconds, got {OffsetMicros}" },
        ];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            (long earliest, long latest) = Span(source.Times);
            if (source.Count > 0 && (Math.Abs(Coefficient * earliest + OffsetMicros) > LargestTime || Math.Abs(Coefficient * latest + OffsetMicros) > LargestTime))
                throw new ArgumentException($"times {earliest} to {latest} us do not stay within 64 bits when multiplied by {Coefficient} and shifted by {OffsetMicros}");
            Line rule = new(Coefficient, OffsetMicros);
            run.Pass(source, ref rule, DropReason.OutsideTime);
        }

        private readonly struct Line(double coefficient, double offset) : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                time = (long)Math.Round(coefficient * time + offset, MidpointRounding.ToEven);
                return true;
            }
        }
    }

    /// <summary>Shifts time so that the earliest event is at 0 (Tonic: TimeAlignment).</summary>
    public sealed record TimeAlignment : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Later rule = new(Span(source.Times).Earliest);
            run.Pass(source, ref rule, DropReason.OutsideTime);
        }

        private readonly struct Later(long start) : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                time -= start;
                return true;
            }
        }
    }
}
