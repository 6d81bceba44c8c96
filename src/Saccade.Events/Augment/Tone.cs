using Saccade.Kernels.Random;

namespace Saccade.Events.Augment;

/// <summary>
/// A change of brightness of an image of bytes: every byte of a channel becomes another one, whatever its place. What becomes of it may depend on the whole image, as for <see cref="Equalized"/>. Values are those of
/// Pillow's operations of these names.
/// </summary>
public abstract record Tone
{
    private const int Bytes = 256;

    private Tone()
    {
    }

    /// <summary>What each byte of a channel becomes.</summary>
    /// <param name="counts">How often the image has each byte in this channel, 256 numbers.</param>
    /// <param name="mean">Mean brightness of the image.</param>
    /// <param name="table">Receives 256 bytes.</param>
    internal abstract void Fill(ReadOnlySpan<int> counts, double mean, Span<byte> table);

    private static byte Clipped(double value) => (byte)Math.Clamp(value, 0, byte.MaxValue);

    /// <summary>Stretched so that the darkest byte is 0 and the brightest 255.</summary>
    public sealed record AutoContrast : Tone
    {
        internal override void Fill(ReadOnlySpan<int> counts, double mean, Span<byte> table)
        {
            int low = counts.IndexOfAnyExcept(0), high = counts.LastIndexOfAnyExcept(0);
            for (int i = 0; i < Bytes; i++)
                table[i] = high <= low ? (byte)i : Clipped((i - low) * (double)byte.MaxValue / (high - low));
        }
    }

    /// <summary>Bytes spread so that each is about as frequent as the others.</summary>
    public sealed record Equalized : Tone
    {
        internal override void Fill(ReadOnlySpan<int> counts, double mean, Span<byte> table)
        {
            int total = 0, last = Math.Max(0, counts.LastIndexOfAnyExcept(0));
            foreach (int count in counts)
                total += count;
            int step = (total - counts[last]) / byte.MaxValue, sum = step / 2;
            for (int i = 0; i < Bytes; i++)
            {
                table[i] = step == 0 ? (byte)i : (byte)Math.Min(byte.MaxValue, sum / step);
                sum += counts[i];
            }
        }
    }

    /// <summary>The negative.</summary>
    public sealed record Inverted : Tone
    {
        internal override void Fill(ReadOnlySpan<int> counts, double mean, Span<byte> table) => Each(table, i => byte.MaxValue - i);
    }

    /// <summary>Only the highest bits are kept.</summary>
    /// <param name="Bits">How many, 0 to 8.</param>
    public sealed record Posterized(int Bits) : Tone
    {
        internal override void Fill(ReadOnlySpan<int> counts, double mean, Span<byte> table) => Each(table, i => i & ~((1 << (8 - Bits)) - 1));
    }

    /// <summary>Bytes from a threshold on become their negative.</summary>
    /// <param name="Threshold">The threshold, 0 to 256.</param>
    public sealed record Solarized(int Threshold) : Tone
    {
        internal override void Fill(ReadOnlySpan<int> counts, double mean, Span<byte> table) => Each(table, i => i < Threshold ? i : byte.MaxValue - i);
    }

    /// <summary>A number is added to bytes below 128.</summary>
    /// <param name="Amount">The number.</param>
    public sealed record Lifted(int Amount) : Tone
    {
        internal override void Fill(ReadOnlySpan<int> counts, double mean, Span<byte> table) => Each(table, i => i < Bytes / 2 ? i + Amount : i);
    }

    /// <summary>Distances from the mean brightness of the image times a factor.</summary>
    /// <param name="Factor">The factor.</param>
    public sealed record Contrast(double Factor) : Tone
    {
        internal override void Fill(ReadOnlySpan<int> counts, double mean, Span<byte> table)
        {
            double centre = Math.Floor(mean + 0.5);
            Each(table, i => centre + (Factor * (i - centre)));
        }
    }

    /// <summary>Bytes times a factor.</summary>
    /// <param name="Factor">The factor.</param>
    public sealed record Brightness(double Factor) : Tone
    {
        internal override void Fill(ReadOnlySpan<int> counts, double mean, Span<byte> table) => Each(table, i => i * Factor);
    }

    private static void Each(Span<byte> table, Func<int, double> value)
    {
        for (int i = 0; i < table.Length; i++)
            table[i] = Clipped(value(i));
    }
}

public abstract partial record Augmentation
{
    /// <summary>
    /// RandAugment (Cubuk et al. 2020, arXiv 1909.13719) as timm has it (its operations that grow with the magnitude): some operations drawn one after the other, each done with probability 1/2, of autocontrast, equalisation,
    /// negative, rotation, posterising, two kinds of solarising, contrast, brightness, shears and translations along both axes. For still images of bytes.
    /// </summary>
    /// <remarks>
    /// Saturation and sharpness, the other two operations of timm, are left out: they are no function of single bytes. Pixels from outside are black, not grey, and changes of brightness come before those of place. Draws for each
    /// operation: choice, whether it is done, magnitude (two normal numbers), sign.
    /// </remarks>
    /// <param name="Count">Operations of a sample, at least 1.</param>
    /// <param name="Magnitude">Mean strength, 0 to 10.</param>
    /// <param name="Deviation">Standard deviation of the strength, which is cut to 0 to 10; at least 0.</param>
    public sealed record RandAugment(int Count = 1, double Magnitude = 9, double Deviation = 0.5) : Augmentation
    {
        private const double Strongest = 10;

        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            for (int i = 0; i < Count; i++)
            {
                int operation = random.NextInt32(0, Operations);
                bool done = random.NextDouble() < 0.5;
                double strength = Math.Clamp(Magnitude + (Deviation * Numerics.Variates.Gaussians(ref random).First), 0, Strongest) / Strongest;
                double sign = random.NextInt32(0, 2) == 0 ? 1 : -1;
                if (done)
                    Do(map, operation, strength, sign * strength);
            }

            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => Count is >= 1 and <= 64 && Magnitude is >= 0 and <= Strongest && Deviation is >= 0 and <= Strongest
            ? []
            : [$"RandAugment: expected 1 to 64 operations, a magnitude and a deviation of 0 to {Strongest}, got {Count}, {Magnitude} and {Deviation}"];

        private const int Operations = 13;

        private static void Do(PixelMap map, int operation, double strength, double signed)
        {
            const double Rotation = 30, Shear = 0.3 * 180 / Math.PI, Share = 0.45, Enhancement = 0.9;
            switch (operation)
            {
                case 0: map.Add(new Tone.AutoContrast()); break;
                case 1: map.Add(new Tone.Equalized()); break;
                case 2: map.Add(new Tone.Inverted()); break;
                case 3: map.Rotate(signed * Rotation); break;
                case 4: map.Add(new Tone.Posterized(4 - (int)(strength * 4))); break;
                case 5: map.Add(new Tone.Solarized(256 - (int)(strength * 256))); break;
                case 6: map.Add(new Tone.Lifted((int)(strength * 110))); break;
                case 7: map.Add(new Tone.Contrast(1 + (signed * Enhancement))); break;
                case 8: map.Add(new Tone.Brightness(1 + (signed * Enhancement))); break;
                case 9: map.ShearX(signed * Shear); break;
                case 10: map.ShearY(signed * Shear); break;
                case 11: map.Translate(0, (int)(signed * Share * map.Size.Width)); break;
                default: map.Translate((int)(signed * Share * map.Size.Height), 0); break;
            }
        }
    }
}
