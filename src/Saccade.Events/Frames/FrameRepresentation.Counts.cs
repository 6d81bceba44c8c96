using Saccade.Events.Model;

namespace Saccade.Events.Frames;

public abstract partial record FrameRepresentation
{
    /// <summary>Number of events of each polarity, channel 0 = OFF, 1 = ON: what <see cref="FrameIntegrator"/> counts.</summary>
    public sealed record Counts : FrameRepresentation
    {
        /// <inheritdoc/>
        public override int Channels => 2;

        /// <inheritdoc/>
        public override bool NeedsOrder => false;

        /// <inheritdoc/>
        public override string Key => "counts";

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];

        /// <inheritdoc/>
        public override SensorSize FrameSize(SensorSize sensor) => sensor;

        private protected override FrameRenderer CreateRenderer(SensorSize sensor) => new Counter<ByPolarity>(sensor);
    }

    /// <summary>1 where a polarity fired at all, else 0; channel 0 = OFF, 1 = ON.</summary>
    public sealed record Binary : FrameRepresentation
    {
        /// <inheritdoc/>
        public override int Channels => 2;

        /// <inheritdoc/>
        public override bool NeedsOrder => false;

        /// <inheritdoc/>
        public override string Key => "binary";

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];

        /// <inheritdoc/>
        public override SensorSize FrameSize(SensorSize sensor) => sensor;

        private protected override FrameRenderer CreateRenderer(SensorSize sensor) => new Counter<AtMostOne>(sensor);
    }

    /// <summary>Number of events of both polarities, one channel.</summary>
    public sealed record Merged : FrameRepresentation
    {
        /// <inheritdoc/>
        public override int Channels => 1;

        /// <inheritdoc/>
        public override bool NeedsOrder => false;

        /// <inheritdoc/>
        public override string Key => "merged";

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];

        /// <inheritdoc/>
        public override SensorSize FrameSize(SensorSize sensor) => sensor;

        private protected override FrameRenderer CreateRenderer(SensorSize sensor) => new Counter<OneChannel>(sensor);
    }

    /// <summary>ON events less OFF events, one channel.</summary>
    public sealed record Signed : FrameRepresentation
    {
        /// <inheritdoc/>
        public override int Channels => 1;

        /// <inheritdoc/>
        public override bool NeedsOrder => false;

        /// <inheritdoc/>
        public override string Key => "signed";

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];

        /// <inheritdoc/>
        public override SensorSize FrameSize(SensorSize sensor) => sensor;

        private protected override FrameRenderer CreateRenderer(SensorSize sensor) => new Counter<Difference>(sensor);
    }

    /// <summary>How one event counts; a struct, so that the loop over the events is compiled for it.</summary>
    private interface ICounting
    {
        static abstract void Count(Span<float> frame, int pixel, int polarity);
    }

    private readonly struct ByPolarity : ICounting
    {
        public static void Count(Span<float> frame, int pixel, int polarity) => frame[(pixel << 1) | polarity] += 1;
    }

    private readonly struct AtMostOne : ICounting
    {
        public static void Count(Span<float> frame, int pixel, int polarity) => frame[(pixel << 1) | polarity] = 1;
    }

    private readonly struct OneChannel : ICounting
    {
        public static void Count(Span<float> frame, int pixel, int polarity) => frame[pixel] += 1;
    }

    private readonly struct Difference : ICounting
    {
        public static void Count(Span<float> frame, int pixel, int polarity) => frame[pixel] += 2 * polarity - 1;
    }

    private sealed class Counter<TCounting>(SensorSize sensor) : FrameRenderer
        where TCounting : struct, ICounting
    {
        public override int Render(EventSlice events, Span<float> frame)
        {
            ReadOnlySpan<ushort> xs = events.X, ys = events.Y[..xs.Length];
            var polarities = events.Polarities[..xs.Length];
            int outside = 0;
            for (int i = 0; i < xs.Length; i++)
            {
                if (sensor.Contains(xs[i], ys[i]))
                    TCounting.Count(frame, ys[i] * sensor.Width + xs[i], polarities[i]);
                else
                    outside++;
            }

            return outside;
        }
    }
}
