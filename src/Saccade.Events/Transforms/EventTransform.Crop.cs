using Saccade.Events.Model;
using Saccade.Kernels.Random;

namespace Saccade.Events.Transforms;

public abstract partial record EventTransform
{
    private static string[] Extent(int width, int height, string name) =>
        new SensorSize(width, height).IsValid ? [] : [$"{name}: expected 1 to {SensorSize.MaxExtent} columns and rows, got {width}x{height}"];

    private static void Cut(EventBuffer source, TransformRun run, PixelPosition corner, SensorSize size, bool shift)
    {
        if (corner.X > run.Sensor.Width - size.Width || corner.Y > run.Sensor.Height - size.Height)
            throw new ArgumentException($"a region of {size} at column {corner.X}, row {corner.Y} does not lie on the sensor of {run.Sensor}");
        Region rule = new(corner, size, shift);
        run.Pass(source, ref rule, DropReason.OutsideRegion);
        if (shift)
            run.Sensor = size;
    }

    /// <summary>Keeps the events of a time (Tonic: CropTime, whose end is inclusive). Times stay as they are.</summary>
    /// <param name="FromMicros">First time that is kept, in microseconds, in the time base of the recording.</param>
    /// <param name="ToMicros">First time that is not kept.</param>
    public sealed record CropTime(long FromMicros = long.MinValue, long ToMicros = long.MaxValue) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            ToMicros >= FromMicros ? [] : [$"crop in time: the end ({ToMicros} us) is before the beginning ({FromMicros} us)"];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Period rule = new(FromMicros, ToMicros);
            run.Pass(source, ref rule, DropReason.OutsideTime);
        }

        private readonly struct Period(long from, long to) : IEventRule
        {
            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity) => time >= from && time < to;
        }
    }

    /// <summary>Keeps the events of a region of interest, which must lie on the sensor.</summary>
    /// <param name="X">Its first column.</param>
    /// <param name="Y">Its first row.</param>
    /// <param name="Width">Its columns.</param>
    /// <param name="Height">Its rows.</param>
    /// <param name="ShiftOrigin">Whether its corner becomes pixel (0, 0) and its extent the sensor; else both stay as they were.</param>
    public sealed record Crop(int X, int Y, int Width, int Height, bool ShiftOrigin = true) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            [.. Extent(Width, Height, "crop"), .. NotNegative(X, "first column of the crop"), .. NotNegative(Y, "first row of the crop")];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random) =>
            Cut(source, run, new PixelPosition(X, Y), new SensorSize(Width, Height), ShiftOrigin);
    }

    /// <summary>Keeps the middle of the sensor as a sensor of its own (Tonic: CenterCrop, but without padding: it must not be larger).</summary>
    /// <param name="Width">Columns that are kept; an odd rest is cut on the right.</param>
    /// <param name="Height">Rows that are kept; an odd rest is cut at the bottom.</param>
    public sealed record CenterCrop(int Width, int Height) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => Extent(Width, Height, "centre crop");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            PixelPosition corner = new(Math.Max(0, (run.Sensor.Width - Width) / 2), Math.Max(0, (run.Sensor.Height - Height) / 2));
            Cut(source, run, corner, new SensorSize(Width, Height), shift: true);
        }
    }

    /// <summary>Keeps a region at a place uniform on the sensor, as a sensor of its own (Tonic: RandomCrop). Draws column, then row.</summary>
    /// <param name="Width">Columns that are kept, at most the sensor's.</param>
    /// <param name="Height">Rows that are kept, at most the sensor's.</param>
    public sealed record RandomCrop(int Width, int Height) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => Extent(Width, Height, "random crop");

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            int x = random.NextInt32(0, Math.Max(1, run.Sensor.Width - Width + 1)), y = random.NextInt32(0, Math.Max(1, run.Sensor.Height - Height + 1));
            Cut(source, run, new PixelPosition(x, y), new SensorSize(Width, Height), shift: true);
        }
    }

    /// <summary>
    /// Divides coordinates, rounded down (Tonic: Downsample with spatial factor 1/n). Keeps every event, so a pixel afterwards
    /// fires as often as its block of pixels before; the sensor's extents are rounded up.
    /// </summary>
    /// <param name="Factor">Pixels on a side of a block, at least 1.</param>
    public sealed record Downsample(int Factor) : EventTransform
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
            Factor is >= 1 and <= SensorSize.MaxExtent ? [] : [$"downsampling factor: expected 1 to {SensorSize.MaxExtent}, got {Factor}"];

        private protected override void Run(EventBuffer source, TransformRun run, ref CounterRandom random)
        {
            Divide rule = new(Factor);
            run.Pass(source, ref rule, DropReason.LeftSensor);
            run.Sensor = new SensorSize((run.Sensor.Width + Factor - 1) / Factor, (run.Sensor.Height + Factor - 1) / Factor);
        }

        private readonly struct Divide(int factor) : IEventRule
        {
            private readonly uint _factor = (uint)factor;

            public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
            {
                (x, y) = ((int)((uint)x / _factor), (int)((uint)y / _factor));
                return true;
            }
        }
    }

    private readonly struct Region(PixelPosition corner, SensorSize size, bool shift) : IEventRule
    {
        public bool Keeps(ref long time, ref int x, ref int y, ref byte polarity)
        {
            if (!size.Contains(x - corner.X, y - corner.Y))
                return false;
            if (shift)
                (x, y) = (x - corner.X, y - corner.Y);
            return true;
        }
    }
}
