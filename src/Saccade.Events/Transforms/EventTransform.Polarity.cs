using Saccade.Events.Model;
using Saccade.Kernels.Random;

namespace Saccade.Events.Transforms;

public abstract partial record EventTransform
{
    /// <summary>Makes every event one of polarity 0 (Tonic: MergePolarities).</summary>
    public sealed record MergePolarities : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Merged rule = default;
            run.Pass(source, ref rule, DropReason.Polarity);
        }

        private readonly struct Merged : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                polarity = 0;
                return true;
            }
        }
    }

    /// <summary>Exchanges ON and OFF in the whole recording with some probability (what Tonic's RandomFlipPolarity does). Draws one number.</summary>
    /// <param name="Probability">Probability, 0 to 1.</param>
    public sealed record FlipPolarity(double Probability = 0.5) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => InUnit(Probability, "probability of a flip of the polarity");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Flipped rule = new(random.NextDouble() < Probability ? (byte)1 : (byte)0);
            run.Pass(source, ref rule, DropReason.Polarity);
        }

        private readonly struct Flipped(byte mask) : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                polarity ^= mask;
                return true;
            }
        }
    }

    /// <summary>Keeps the events of one polarity.</summary>
    /// <param name="On">Whether ON events are kept; else OFF events.</param>
    public sealed record KeepPolarity(bool On) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Only rule = new(On ? (byte)1 : (byte)0);
            run.Pass(source, ref rule, DropReason.Polarity);
        }

        private readonly struct Only(byte kept) : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity) => polarity == kept;
        }
    }
}
