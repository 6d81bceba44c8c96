using Saccade.Events.Model;
using Saccade.Events.Numerics;
using Saccade.Kernels.Random;

namespace Saccade.Events.Transforms;

public abstract partial record EventTransform
{
    /// <summary>Mirrors left and right with some probability (Tonic: RandomFlipLR). Draws one number.</summary>
    /// <param name="Probability">Probability, 0 to 1.</param>
    /// <param name="Labels">What a mirrored recording's label becomes; null when mirroring keeps the class.</param>
    public sealed record HorizontalFlip(double Probability = 0.5, LabelMap? Labels = null) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => InUnit(Probability, "probability of a horizontal flip");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random) =>
            Mirror(source, run, random.NextDouble() < Probability, Labels, new Mirrored(run.Sensor.Width - 1, -1, 0, 1));
    }

    /// <summary>Mirrors top and bottom with some probability (Tonic: RandomFlipUD). Draws one number.</summary>
    /// <param name="Probability">Probability, 0 to 1.</param>
    /// <param name="Labels">What a mirrored recording's label becomes; null when mirroring keeps the class.</param>
    public sealed record VerticalFlip(double Probability = 0.5, LabelMap? Labels = null) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => InUnit(Probability, "probability of a vertical flip");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random) =>
            Mirror(source, run, random.NextDouble() < Probability, Labels, new Mirrored(0, 1, run.Sensor.Height - 1, -1));
    }

    private static void Mirror(EventBuffer source, TransformRun run, bool applies, LabelMap? labels, Mirrored rule)
    {
        if (applies)
        {
            run.Pass(source, ref rule, DropReason.LeftSensor);
            run.Label = labels?.Map(run.Label) ?? run.Label;
        }
        else
        {
            run.Target.Add(source.All);
        }
    }

    /// <summary>Exchanges columns and rows; the sensor's extents change places.</summary>
    public sealed record Transpose : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => [];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Exchange rule = default;
            run.Pass(source, ref rule, DropReason.LeftSensor);
            run.Sensor = new SensorSize(run.Sensor.Height, run.Sensor.Width);
        }

        private readonly struct Exchange : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                (x, y) = (y, x);
                return true;
            }
        }
    }

    /// <summary>
    /// Rotates about the centre of the sensor to the nearest pixel, ties to even; the sensor keeps its size, and events that
    /// leave it are dropped. Quarter turns are exact.
    /// </summary>
    /// <param name="Degrees">Angle as one sees it, counter-clockwise positive.</param>
    public sealed record Rotate(double Degrees) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            Math.Abs(Degrees) <= 36_000 ? [] : [$"angle: expected -36000 to 36000 degrees, got {Degrees}"];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random) => Turn(source, run, Degrees);
    }

    /// <summary>Rotates as <see cref="Rotate"/> does, by an angle uniform in -limit to limit. Draws one number.</summary>
    /// <param name="LimitDegrees">Largest angle in degrees, 0 to 360.</param>
    public sealed record RandomRotate(double LimitDegrees) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            LimitDegrees is >= 0 and <= 360 ? [] : [$"rotation limit: expected 0 to 360 degrees, got {LimitDegrees}"];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random) =>
            Turn(source, run, (2 * random.NextDouble() - 1) * LimitDegrees);
    }

    /// <summary>
    /// Moves each event by a normal number of pixels on each axis, to the nearest pixel (Tonic: SpatialJitter with
    /// clip_outliers, but standard deviations instead of variances and no correlation). Events that leave the sensor are dropped.
    /// </summary>
    /// <param name="SigmaX">Standard deviation along the rows, in pixels.</param>
    /// <param name="SigmaY">Standard deviation along the columns, in pixels.</param>
    public sealed record SpatialJitter(double SigmaX = 1, double SigmaY = 1) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            [.. NotNegative(SigmaX, "spatial jitter along the rows"), .. NotNegative(SigmaY, "spatial jitter along the columns")];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Shake rule = new(run.Sensor, SigmaX, SigmaY, random);
            run.Pass(source, ref rule, DropReason.LeftSensor);
            random = rule.Random;
        }

        private struct Shake(SensorSize sensor, double sigmaX, double sigmaY, CounterRandom random) : IEventRule
        {
            public CounterRandom Random = random;

            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                (double right, double down) = Variates.Gaussians(ref Random);
                return Land(sensor, x + sigmaX * right, y + sigmaY * down, ref x, ref y);
            }
        }
    }

    private static void Turn(EventBuffer source, TransformRun run, double degrees)
    {
        // whole quarters apart, so that their sine and cosine are 0 and 1 to the bit
        double quarters = Math.Round(degrees / 90);
        (double sin, double cos) = PortableMath.SinCos((degrees - 90 * quarters) * (Math.PI / 180));
        var rule = ((int)quarters & 3) switch
        {
            0 => new Rotation(run.Sensor, sin, cos),
            1 => new Rotation(run.Sensor, cos, -sin),
            2 => new Rotation(run.Sensor, -sin, -cos),
            _ => new Rotation(run.Sensor, -cos, sin),
        };
        run.Pass(source, ref rule, DropReason.LeftSensor);
    }

    /// <summary>The pixel nearest to a place, ties to even; false when it is not on the sensor.</summary>
    private static bool Land(SensorSize sensor, double column, double row, ref int x, ref int y)
    {
        (column, row) = (Math.Round(column, MidpointRounding.ToEven), Math.Round(row, MidpointRounding.ToEven));
        if (!(column >= 0 && column < sensor.Width && row >= 0 && row < sensor.Height))
            return false;
        (x, y) = ((int)column, (int)row);
        return true;
    }

    private readonly struct Mirrored(int startX, int stepX, int startY, int stepY) : IEventRule
    {
        public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
        {
            (x, y) = (startX + stepX * x, startY + stepY * y);
            return true;
        }
    }

    private readonly struct Rotation(SensorSize sensor, double sin, double cos) : IEventRule
    {
        private readonly double _middleX = (sensor.Width - 1) / 2.0;
        private readonly double _middleY = (sensor.Height - 1) / 2.0;

        public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
        {
            double right = x - _middleX, down = y - _middleY;
            return Land(sensor, cos * right + sin * down + _middleX, cos * down - sin * right + _middleY, ref x, ref y);
        }
    }
}
