using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Kernels.Random;

namespace Saccade.Events.Augment;

/// <summary>
/// A random change of frames, as a value. <see cref="Draw"/> draws its parameters once for a sample; the map it extends is then
/// applied to all frames and both channels of that sample alike.
/// </summary>
/// <remarks>
/// Pure: what is drawn depends on the generator that is passed in and on nothing else. Draws are made in the stated
/// order, and their number does not depend on what was drawn before, except where a policy chooses between operations.
/// </remarks>
public abstract partial record Augmentation
{
    private Augmentation()
    {
    }

    /// <summary>Draws the parameters and extends a map by the change.</summary>
    /// <param name="random">Source of randomness; advanced.</param>
    /// <param name="map">Extended by the change; not reset.</param>
    /// <param name="label">Label of the sample.</param>
    /// <returns>The label of the changed sample, which differs only where a flip carries a label map.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The label is not in a label map.</exception>
    public abstract int Draw(ref CounterRandom random, PixelMap map, int label);

    /// <summary>All problems, one sentence each; none when the values make sense.</summary>
    public abstract IReadOnlyList<string> Validate();

    private static IEnumerable<string> Below(double value, double limit, string name)
    {
        if (!(value >= 0 && value < limit))
            yield return $"{name}: expected 0 or more and below {limit}, got {value}";
    }

    private static double Uniform(ref CounterRandom random, double limit) => (2 * random.NextDouble() - 1) * limit;

    /// <summary>Changes nothing.</summary>
    public sealed record None : Augmentation
    {
        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label) => label;

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];
    }

    /// <summary>Mirrors left and right with some probability. Draws one number.</summary>
    /// <param name="Probability">Probability, 0 to 1.</param>
    /// <param name="Labels">What a mirrored sample's label becomes; null when mirroring keeps the class.</param>
    public sealed record HorizontalFlip(double Probability = 0.5, LabelMap? Labels = null) : Augmentation
    {
        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            if (random.NextDouble() >= Probability)
                return label;
            map.FlipHorizontally();
            return Labels?.Map(label) ?? label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            Probability is >= 0 and <= 1 ? [] : [$"flip probability: expected 0 to 1, got {Probability}"];
    }

    /// <summary>Moves around the edges by whole pixels, uniform in -limit to limit. Draws rows, then columns.</summary>
    /// <param name="Limit">Largest shift in pixels on each axis.</param>
    public sealed record Roll(int Limit) : Augmentation
    {
        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            int rows = random.NextInt32(-Limit, Limit + 1), columns = random.NextInt32(-Limit, Limit + 1);
            map.Roll(rows, columns);
            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [.. Below(Limit, 65536, "roll limit")];
    }

    /// <summary>Rotates about the centre by an angle uniform in -limit to limit. Draws one number.</summary>
    /// <param name="LimitDegrees">Largest angle in degrees.</param>
    public sealed record Rotate(double LimitDegrees) : Augmentation
    {
        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            map.Rotate(Uniform(ref random, LimitDegrees));
            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [.. Below(LimitDegrees, 360, "rotation limit in degrees")];
    }

    /// <summary>Shears along the rows by an angle uniform in -limit to limit. Draws one number.</summary>
    /// <param name="LimitDegrees">Largest angle in degrees, below 90.</param>
    public sealed record ShearX(double LimitDegrees) : Augmentation
    {
        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            map.ShearX(Uniform(ref random, LimitDegrees));
            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [.. Below(LimitDegrees, 90, "shear limit in degrees")];
    }

    /// <summary>Sets a square to zero: side uniform in 1 to the limit, centre uniform on the frame. Draws side, row, column.</summary>
    /// <param name="MaxSide">Largest side in pixels, at least 1.</param>
    public sealed record Cutout(int MaxSide) : Augmentation
    {
        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            ArgumentNullException.ThrowIfNull(map);
            int side = random.NextInt32(1, MaxSide + 1);
            int row = random.NextInt32(0, map.Size.Height), column = random.NextInt32(0, map.Size.Width);
            map.CutOut(row, column, side);
            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            MaxSide is >= 1 and <= 65536 ? [] : [$"cutout side: expected 1 to 65536, got {MaxSide}"];
    }

    /// <summary>Several changes one after the other.</summary>
    public sealed record Sequence : Augmentation
    {
        /// <summary>A chain of changes.</summary>
        public Sequence(params IEnumerable<Augmentation> steps) => Steps = [.. steps];

        /// <summary>The changes in order.</summary>
        public ValueList<Augmentation> Steps { get; init; }

        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            foreach (var step in Steps)
                label = step.Draw(ref random, map, label);
            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [.. Steps.SelectMany(s => s.Validate())];
    }

    /// <summary>
    /// Some of several changes, each time others, without repetition, in the order in which they are drawn; the policy of
    /// neuromorphic data augmentation (NDA). Draws the choice, then the parameters.
    /// </summary>
    public sealed record Some : Augmentation
    {
        private const int MostChoices = 64;

        /// <summary>A choice of changes.</summary>
        public Some(int count, params IEnumerable<Augmentation> choices)
        {
            Count = count;
            Choices = [.. choices];
        }

        /// <summary>How many are applied, M.</summary>
        public int Count { get; init; }

        /// <summary>What is chosen from.</summary>
        public ValueList<Augmentation> Choices { get; init; }

        /// <inheritdoc/>
        public override int Draw(ref CounterRandom random, PixelMap map, int label)
        {
            var order = (Choices.Count <= MostChoices ? stackalloc int[MostChoices] : new int[Choices.Count])[..Choices.Count];
            for (int i = 0; i < order.Length; i++)
                order[i] = i;
            for (int i = 0; i < Count; i++)
            {
                int chosen = random.NextInt32(i, order.Length);
                (order[i], order[chosen]) = (order[chosen], order[i]);
                label = Choices[order[i]].Draw(ref random, map, label);
            }

            return label;
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate()
        {
            List<string> problems = [.. Choices.SelectMany(s => s.Validate())];
            if (Choices.Count is < 1 or > MostChoices)
                problems.Add($"choices: expected 1 to {MostChoices}, got {Choices.Count}");
            if (Count < 0 || Count > Choices.Count)
                problems.Add($"count: expected 0 to the {Choices.Count} choices there are, got {Count}");
            return problems;
        }
    }
}
