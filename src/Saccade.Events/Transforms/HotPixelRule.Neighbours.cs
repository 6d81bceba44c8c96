using System.Numerics;
using Saccade.Events.Model;

namespace Saccade.Events.Transforms;

public abstract partial record HotPixelRule
{
    /// <summary>
    /// Far more events than the pixels around it, and events throughout the recording. Activity in a scene spreads over neighbouring pixels and comes and goes;
    /// a hot pixel fires alone and all the time. A pixel is hot when all three hold: it has at least <paramref name="MinimumEvents"/> events; it has more than
    /// <paramref name="Factor"/> times those of the third most active of the 24 pixels around it (5x5; an inactive one counts as 1), so that two hot pixels nearby do not hide it;
    /// and of 20 equal parts of the recording it fires in at least 0.75 times as many as a pixel of that many events at random times would, 20 (1 - exp(-n / 20)).
    /// </summary>
    /// <param name="Factor">How many times, 1 or more.</param>
    /// <param name="MinimumEvents">Fewest events of a hot pixel, 2 or more.</param>
    public sealed record AboveNeighbours(double Factor = AboveNeighbours.UsualFactor, int MinimumEvents = 10) : HotPixelRule
    {
        /// <summary>The factor that separates hot pixels from busy ones in recordings of several cameras (docs/transforms.md).</summary>
        public const double UsualFactor = 5;

        private const int Reach = 2, Rank = 3, Parts = 20;

        private const double Spread = 0.75;

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
        [
            .. Factor >= 1 && double.IsFinite(Factor) ? [] : new[] { $"factor of a hot pixel above its neighbours: expected 1 or more, got {Factor}" },
            .. MinimumEvents >= 2 ? [] : new[] { $"fewest events of a hot pixel: expected 2 or more, got {MinimumEvents}" },
        ];

        internal override List<int> Find(EventBuffer events, PixelCounts pixels)
        {
            double least = Limit(pixels.Counts, pixels.DurationMicros);
            List<int> candidates = [];
            for (int i = 0; i < pixels.Counts.Length; i++)
            {
                if (pixels.Counts[i] > least && Around(pixels, i) is { } neighbour && pixels.Counts[i] > Factor * Math.Max(1, neighbour))
                    candidates.Add(i);
            }

            if (candidates.Count == 0)
                return candidates;
            int[] parts = FilledParts(events, pixels);
            return candidates.FindAll(i => BitOperations.PopCount((uint)parts[i]) >= Spread * Parts * (1 - Math.Exp(-(double)pixels.Counts[i] / Parts)));
        }

        private protected override double Limit(ReadOnlySpan<int> counts, double durationMicros) => durationMicros > 0 ? MinimumEvents - 1 : double.PositiveInfinity;

        /// <summary>Events of the third most active pixel around one; null if there are not three.</summary>
        private static int? Around(PixelCounts pixels, int index)
        {
            int x = index % pixels.Width, y = index / pixels.Width, height = pixels.Counts.Length / pixels.Width, seen = 0;
            Span<int> most = stackalloc int[Rank];
            for (int row = Math.Max(0, y - Reach); row <= Math.Min(height - 1, y + Reach); row++)
            {
                for (int column = Math.Max(0, x - Reach); column <= Math.Min(pixels.Width - 1, x + Reach); column++)
                {
                    if (row == y && column == x)
                        continue;
                    int count = pixels.Counts[row * pixels.Width + column];
                    for (int k = 0; k < Rank; k++)
                    {
                        if (count > most[k])
                            (count, most[k]) = (most[k], count);
                    }

                    seen++;
                }
            }

            return seen < Rank ? null : most[Rank - 1];
        }

        /// <summary>For each pixel, a bit for each part of the recording in which it fired.</summary>
        private static int[] FilledParts(EventBuffer events, PixelCounts pixels)
        {
            int[] parts = new int[pixels.Counts.Length];
            var times = events.Times;
            ReadOnlySpan<ushort> xs = events.X[..times.Length], ys = events.Y[..times.Length];
            double width = (pixels.DurationMicros + 1) / Parts;
            for (int i = 0; i < times.Length; i++)
                parts[pixels.IndexOf(xs[i], ys[i])] |= 1 << Math.Min(Parts - 1, (int)(((double)times[i] - pixels.EarliestMicros) / width));
            return parts;
        }
    }
}
