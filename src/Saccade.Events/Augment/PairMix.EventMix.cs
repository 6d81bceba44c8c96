using System.Buffers;
using Saccade.Events.Numerics;
using Saccade.Kernels.Random;

namespace Saccade.Events.Augment;

public abstract partial record PairMix
{
    /// <summary>
    /// EventMix (Shen et al. 2023): a mask in space and time from a mixture of 2 to 4 Gaussians with uniform weights, centres and
    /// widths; where the mixture is densest the second sample takes the place of the first, in all channels.
    /// </summary>
    /// <remarks>
    /// The share of pixels that the mask covers is 1 - lambda, lambda ~ Beta(alpha, alpha), rounded down to whole pixels; of equally dense
    /// pixels at its border none is covered. Widths are uniform in 0.1 to 1 (a draw below 0.1 counts as 0.1), times half the extent, on each
    /// axis, as in the authors' program. Draws lambda, the number of Gaussians; for each its weight, the step, row and column of its
    /// centre, and its widths in the same order.
    /// </remarks>
    /// <param name="Alpha">Both shapes of the beta distribution; 1 is uniform.</param>
    /// <param name="Share">What decides the weights of the labels.</param>
    public sealed record EventMix(double Alpha = 1, MixShare Share = MixShare.EventCount) : PairMix
    {
        private const int FewestGaussians = 2, MostGaussians = 4;

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            [.. Check(Alpha), .. Enum.IsDefined(Share) ? [] : new[] { $"share of the labels: expected {MixShare.MaskArea} or {MixShare.EventCount}, got {Share}" }];

        private protected override float Blend(ref CounterRandom random, FrameShape shape, ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> target)
        {
            int voxels = checked((int)shape.Voxels);
            double[] density = ArrayPool<double>.Shared.Rent(2 * voxels);
            Span<double> mixture = density.AsSpan(0, voxels), sorted = density.AsSpan(voxels, voxels);
            int taken = (int)((1 - Variates.Beta(ref random, Alpha, Alpha)) * voxels);
            DrawMixture(ref random, shape, mixture);
            mixture.CopyTo(sorted);
            double limit = taken == voxels ? double.NegativeInfinity : Selection.Smallest(sorted, voxels - taken - 1);

            var sums = Take(shape.Channels, mixture, limit, first, second, target);
            ArrayPool<double>.Shared.Return(density);
            return (float)(Share == MixShare.MaskArea ? 1 - (double)sums.Covered / voxels : sums.FirstShare ?? 1 - (double)sums.Covered / voxels);
        }

        private static void DrawMixture(ref CounterRandom random, FrameShape shape, Span<double> mixture)
        {
            mixture.Clear();
            double[] steps = new double[shape.Steps], rows = new double[shape.Size.Height], columns = new double[shape.Size.Width];
            int gaussians = random.NextInt32(FewestGaussians, MostGaussians + 1);
            for (int i = 0; i < gaussians; i++)
            {
                double weight = random.NextDouble();
                int step = random.NextInt32(0, steps.Length), row = random.NextInt32(0, rows.Length), column = random.NextInt32(0, columns.Length);
                Bell(ref random, step, steps);
                Bell(ref random, row, rows);
                Bell(ref random, column, columns);
                Add(weight, steps, rows, columns, mixture);
            }
        }

        /// <summary>One axis of a Gaussian; the three axes of one multiply.</summary>
        private static void Bell(ref CounterRandom random, int centre, double[] values)
        {
            double width = Math.Max(random.NextDouble(), 0.1) * values.Length * 0.5;
            for (int i = 0; i < values.Length; i++)
            {
                double distance = (i - centre) / width;
                values[i] = PortableMath.Exp(-0.5 * distance * distance);
            }
        }

        private static void Add(double weight, double[] steps, double[] rows, double[] columns, Span<double> mixture)
        {
            int at = 0;
            foreach (double step in steps)
            {
                foreach (double row in rows)
                {
                    double height = weight * step * row;
                    foreach (double column in columns)
                        mixture[at++] += height * column;
                }
            }
        }

        private static MixSums Take(int channels, ReadOnlySpan<double> mixture, double limit, ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> target)
        {
            MixSums sums = default;
            for (int i = 0, at = 0; i < mixture.Length; i++)
            {
                bool covered = mixture[i] > limit;
                sums.Covered += covered ? 1 : 0;
                for (int channel = 0; channel < channels; channel++, at++)
                {
                    float a = first[at], b = second[at];
                    sums.First += a;
                    sums.Second += b;
                    sums.FirstLost += covered ? a : 0;
                    sums.SecondTaken += covered ? b : 0;
                    target[at] = covered ? b : a;
                }
            }

            return sums;
        }
    }

    /// <summary>Events of both samples inside and outside a mask.</summary>
    private struct MixSums
    {
        public int Covered;
        public double First, Second, FirstLost, SecondTaken;

        /// <summary>Weight of the first label by event count; null when nothing of either sample is left.</summary>
        public readonly double? FirstShare
        {
            get
            {
                double kept = First > 0 ? 1 - FirstLost / First : 0, taken = Second > 0 ? SecondTaken / Second : 0;
                return kept + taken > 0 ? kept / (kept + taken) : null;
            }
        }
    }
}
