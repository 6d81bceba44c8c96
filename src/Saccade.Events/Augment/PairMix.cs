using Saccade.Events.Numerics;
using Saccade.Kernels.Random;

namespace Saccade.Events.Augment;

/// <summary>A way to make one sample out of two, as a value. The label becomes one of two weights.</summary>
/// <remarks>Pure: what is drawn depends on the generator that is passed in, and for labels by event count on the frames.</remarks>
public abstract partial record PairMix
{
    private PairMix()
    {
    }

    /// <summary>Probability that a sample is mixed at all, 0 to 1; else it stays as it is.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>All problems, one sentence each; none when the values make sense.</summary>
    public abstract IReadOnlyList<string> Validate();

    /// <summary>Mixes two samples. Draws whether, then the parameters.</summary>
    /// <param name="random">Source of randomness; advanced.</param>
    /// <param name="shape">Extents of both samples.</param>
    /// <param name="first">Frames [T, H, W, C] of the first sample.</param>
    /// <param name="second">Frames [T, H, W, C] of the second sample.</param>
    /// <param name="target">Receives the mixed frames; may be the first sample itself.</param>
    /// <returns>Weight of the first sample's label, 0 to 1; 1 when nothing was mixed.</returns>
    /// <exception cref="ArgumentException">The values are not sound, the shape is empty, or a length is not that of the shape.</exception>
    public float Mix(ref CounterRandom random, FrameShape shape, ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> target)
    {
        var problems = Validate();
        if (problems.Count > 0)
            throw new ArgumentException("the mix is not sound: " + string.Join("; ", problems));
        if (shape.Length < 1 || first.Length != shape.Length || second.Length != shape.Length || target.Length != shape.Length)
            throw new ArgumentException($"frames {shape} have {shape.Length} values (at least 1), got {first.Length} and {second.Length} to mix and {target.Length} to write");
        if (second.Overlaps(target) || (first.Overlaps(target, out int offset) && offset != 0))
            throw new ArgumentException("the target may be the first sample itself, but may not overlap the samples otherwise", nameof(target));

        if (random.NextDouble() < Probability)
            return Blend(ref random, shape, first, second, target);
        first.CopyTo(target);
        return 1;
    }

    private protected abstract float Blend(ref CounterRandom random, FrameShape shape, ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> target);

    private IEnumerable<string> Check(double alpha)
    {
        if (!(Probability is >= 0 and <= 1))
            yield return $"probability of mixing: expected 0 to 1, got {Probability}";
        if (!(alpha is >= 1e-3 and <= 1e3))
            yield return $"alpha of the beta distribution: expected 0.001 to 1000, got {alpha}";
    }

    /// <summary>
    /// The weighted mean of both samples (Zhang et al. 2018): lambda ~ Beta(alpha, alpha); lambda first + (1 - lambda) second, computed in
    /// float32, and lambda as the weight of the first label.
    /// </summary>
    /// <param name="Alpha">Both shapes of the beta distribution; 1 is uniform.</param>
    public sealed record MixUp(double Alpha = 0.5) : PairMix
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [.. Check(Alpha)];

        private protected override float Blend(ref CounterRandom random, FrameShape shape, ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> target)
        {
            float lambda = (float)Variates.Beta(ref random, Alpha, Alpha), rest = 1 - lambda;
            for (int i = 0; i < target.Length; i++)
                target[i] = lambda * first[i] + rest * second[i];
            return lambda;
        }
    }

    /// <summary>
    /// A rectangle of the second sample in the first, the same in all frames (Yun et al. 2019): lambda ~ Beta(alpha, alpha), sides
    /// floor(sqrt(1 - lambda)) of the frame's, of which half, rounded down, lies on each side of a uniform centre; clipped at the edges. The first
    /// label weighs what the rectangle leaves of the area.
    /// </summary>
    /// <remarks>Draws lambda, column, row of the centre.</remarks>
    /// <param name="Alpha">Both shapes of the beta distribution; 1 is uniform.</param>
    public sealed record CutMix(double Alpha = 1) : PairMix
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [.. Check(Alpha)];

        private protected override float Blend(ref CounterRandom random, FrameShape shape, ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> target)
        {
            double ratio = Math.Sqrt(1 - Variates.Beta(ref random, Alpha, Alpha));
            (int width, int height) = shape.Size;
            (int left, int right) = Side(random.NextInt32(0, width), (int)(width * ratio), width);
            (int top, int bottom) = Side(random.NextInt32(0, height), (int)(height * ratio), height);

            first.CopyTo(target);
            int run = (right - left) * shape.Channels;
            for (int step = 0; step < shape.Steps; step++)
            {
                for (int row = top; row < bottom; row++)
                {
                    int at = ((step * height + row) * width + left) * shape.Channels;
                    second.Slice(at, run).CopyTo(target[at..]);
                }
            }

            return (float)(1 - (double)(right - left) * (bottom - top) / shape.Size.Pixels);
        }

        /// <summary>The part of an axis that a side covers around its centre.</summary>
        internal static (int From, int To) Side(int centre, int length, int extent) =>
            (Math.Clamp(centre - length / 2, 0, extent), Math.Clamp(centre + length / 2, 0, extent));
    }
}

/// <summary>What decides the weights of the two labels when a mask mixes two samples.</summary>
public enum MixShare
{
    /// <summary>The share of the frames' pixels that each sample fills.</summary>
    MaskArea,

    /// <summary>
    /// The events that each sample keeps, as a share of its own: with a of the first sample's events left and b of the second's taken
    /// in, the first label weighs a / (a + b).
    /// </summary>
    EventCount,
}

/// <summary>The label of a sample that was mixed from two.</summary>
/// <param name="First">Label of the first sample.</param>
/// <param name="Second">Label of the second sample.</param>
/// <param name="FirstShare">Weight of the first label, 0 to 1; the second has the rest.</param>
public readonly record struct SoftLabel(int First, int Second, float FirstShare)
{
    /// <summary>Writes the label as one weight for each class; the weights sum to 1.</summary>
    /// <param name="classes">Receives the weights; overwritten.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is not one of the classes.</exception>
    public void CopyTo(Span<float> classes)
    {
        Check(First, classes.Length);
        Check(Second, classes.Length);
        classes.Clear();
        classes[Second] = 1 - FirstShare;
        classes[First] += FirstShare;
    }

    private static void Check(int label, int classes)
    {
        if ((uint)label >= (uint)classes)
            throw new ArgumentOutOfRangeException(nameof(classes), label, $"a label of {label} is not one of {classes} classes");
    }
}
