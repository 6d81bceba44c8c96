using Saccade.Events.Model;

namespace Saccade.Events.Frames;

public abstract partial record Slicing
{
    /// <summary>
    /// Every so many slices of another rule as one, without overlap: the temporal half of <see cref="Compression"/>. Where their number is no multiple, the last frame has fewer.
    /// </summary>
    /// <param name="Slices">The rule that cuts.</param>
    /// <param name="Together">Slices in a frame, at least 1.</param>
    public sealed record Joined(Slicing Slices, int Together) : Slicing
    {
        /// <summary>Slices in a frame, at least 1.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
        public int Together { get; init => field = CheckedPositive(value, nameof(Together)); } = CheckedPositive(Together, nameof(Together));

        /// <inheritdoc/>
        public override int? FixedSteps => Slices.FixedSteps is { } steps ? Frames(steps) : null;

        /// <inheritdoc/>
        public override bool NeedsOrder => Slices.NeedsOrder;

        /// <inheritdoc/>
        public override string Key => $"{Slices.Key}-joined-{Together}";

        private protected override EventRange[] Cut(ReadOnlySpan<long> times)
        {
            var slices = Slices.Cut(times);
            var frames = new EventRange[Frames(slices.Length)];
            for (int i = 0; i < frames.Length; i++)
                frames[i] = new EventRange(slices[i * Together].Start, slices[Math.Min((i + 1) * Together, slices.Length) - 1].End);
            return frames;
        }

        private int Frames(int slices) => slices / Together + (slices % Together > 0 ? 1 : 0);
    }
}
