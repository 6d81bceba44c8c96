using Saccade.Events.Model;
using Saccade.Kernels.Random;

namespace Saccade.Events.Augment;

public abstract partial record Augmentation
{
    /// <summary>Mirrors top and bottom with some probability. Draws one number.</summary>
    /// <param name="Probability">Probability, 0 to 1.</param>
    /// <param name="Labels">What a mirrored sample's label becomes; null when mirroring keeps the class.</param>
    public sealed record VerticalFlip(double Probability = 0.5, LabelMap? Labels = null) : Augmentation
    {
        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            if (random.NextDouble() >= Probability)
                return label;
            map.FlipVertically();
            return Labels?.Map(label) ?? label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            Probability is >= 0 and <= 1 ? [] : [$"flip probability: expected 0 to 1, got {Probability}"];
    }

    /// <summary>Moves by whole pixels, uniform in -limit to limit on each axis; zeros come in from outside. Draws rows, then columns.</summary>
    /// <param name="RowLimit">Largest shift up or down in pixels.</param>
    /// <param name="ColumnLimit">Largest shift to the left or right in pixels.</param>
    public sealed record Translate(int RowLimit, int ColumnLimit) : Augmentation
    {
        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            int rows = random.NextInt32(-RowLimit, RowLimit + 1), columns = random.NextInt32(-ColumnLimit, ColumnLimit + 1);
            map.Translate(rows, columns);
            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            [.. Below(RowLimit, 65536, "row limit of a translation"), .. Below(ColumnLimit, 65536, "column limit of a translation")];
    }

    /// <summary>Shears along the columns by an angle uniform in -limit to limit. Draws one number.</summary>
    /// <param name="LimitDegrees">Largest angle in degrees, below 90.</param>
    public sealed record ShearY(double LimitDegrees) : Augmentation
    {
        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            map.ShearY(Uniform(ref random, LimitDegrees));
            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [.. Below(LimitDegrees, 90, "shear limit in degrees")];
    }

    /// <summary>
    /// Sets a square to zero that lies on the frame as a whole (torchvision's RandomErasing with aspect 1): its area is uniform
    /// between two shares of the frame's, its side the root of that, rounded half to even. Draws whether, if it is not certain, then area, row, column; does nothing
    /// when the side reaches that of the frame.
    /// </summary>
    /// <param name="MinShare">Smallest area as a share of the frame's.</param>
    /// <param name="MaxShare">Largest area as a share of the frame's, at most 1.</param>
    public sealed record Erase(double MinShare = 0.001, double MaxShare = 0.11) : Augmentation
    {
        /// <summary>Probability that anything is erased, 0 to 1.</summary>
        public double Probability { get; init; } = 1;

        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            if (Probability < 1 && random.NextDouble() >= Probability)
                return label;
            (int width, int height) = map.Size;
            double share = MinShare + random.NextDouble() * (MaxShare - MinShare);
            int side = (int)Math.Round(Math.Sqrt(share * width * height), MidpointRounding.ToEven);
            int row = random.NextInt32(0, Math.Max(1, height - side + 1)), column = random.NextInt32(0, Math.Max(1, width - side + 1));
            if (side < height && side < width)
                map.CutOut(row + side / 2, column + side / 2, side);
            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => MinShare >= 0 && MaxShare <= 1 && MinShare <= MaxShare && Probability is >= 0 and <= 1
            ? []
            : [$"erased shares: expected 0 <= smallest <= largest <= 1 and a probability of 0 to 1, got {MinShare}, {MaxShare} and {Probability}"];
    }

    /// <summary>
    /// TrivialAugmentWide for event frames (SNNAugmentWide of Spikformer and its successors): one of nothing, a shear along the rows,
    /// a translation along the rows, one along the columns, a rotation and an erased square, chosen uniformly. The
    /// magnitude is one of 31 equidistant values from -limit to limit; translations are cut to whole pixels towards 0.
    /// </summary>
    /// <remarks>
    /// Draws the choice, the magnitude, its sign, and for the square what <see cref="Erase"/> draws. The original flips first; see
    /// <see cref="AugmentationPresets.SnnAugmentWide"/>.
    /// </remarks>
    /// <param name="ShearLimit">Largest shear as an angle in radians.</param>
    /// <param name="TranslationLimit">Largest translation in pixels.</param>
    /// <param name="RotationLimit">Largest rotation in degrees.</param>
    /// <param name="WithShearY">Whether a shear along the columns is a seventh choice, as in TrivialAugment; the original leaves it out.</param>
    public sealed record Wide(double ShearLimit = 0.3, double TranslationLimit = 5, double RotationLimit = 30, bool WithShearY = false) : Augmentation
    {
        private const int Steps = 15; // to each side of 0

        /// <summary>What may be chosen, in the order of the draw.</summary>
        private enum Choice
        {
            Nothing,
            ShearRows,
            TranslateColumns,
            TranslateRows,
            Rotate,
            Erase,
            ShearColumns,
        }

        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            var choice = (Choice)random.NextInt32(0, WithShearY ? 7 : 6);
            int magnitude = random.NextInt32(-Steps, Steps + 1);
            magnitude = random.NextInt32(0, 2) == 0 ? magnitude : -magnitude;
            switch (choice)
            {
                case Choice.ShearRows:
                    map.ShearX(magnitude * ShearLimit / Steps * 180 / Math.PI);
                    break;
                case Choice.ShearColumns:
                    map.ShearY(magnitude * ShearLimit / Steps * 180 / Math.PI);
                    break;
                case Choice.TranslateColumns:
                    map.Translate(0, (int)(magnitude * TranslationLimit / Steps));
                    break;
                case Choice.TranslateRows:
                    map.Translate((int)(magnitude * TranslationLimit / Steps), 0);
                    break;
                case Choice.Rotate:
                    map.Rotate(magnitude * RotationLimit / Steps);
                    break;
                case Choice.Erase:
                    return new Erase().Draw(ref random, map, label);
            }

            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
        [
            .. Below(ShearLimit, 1.5, "shear limit in radians"), .. Below(TranslationLimit, 65536, "translation limit in pixels"),
            .. Below(RotationLimit, 360, "rotation limit in degrees"),
        ];
    }
}
