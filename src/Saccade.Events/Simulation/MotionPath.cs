using System.Globalization;

namespace Saccade.Events.Simulation;

/// <summary>How an image moves over the sensor. Immutable; equal paths have equal keys.</summary>
public abstract record MotionPath
{
    private MotionPath()
    {
    }

    /// <summary>Time from beginning to end in microseconds.</summary>
    public abstract long DurationMicros { get; }

    /// <summary>Everything that decides the poses, in one line; stable.</summary>
    public abstract string Key { get; }

    /// <summary>The pose at a moment.</summary>
    /// <param name="micros">Microseconds from the beginning; outside the duration the first or last pose holds.</param>
    public abstract ImagePose At(double micros);

    /// <summary>All problems, one sentence each; none when the path can be followed.</summary>
    public abstract IReadOnlyList<string> Validate();

    /// <inheritdoc/>
    public sealed override string ToString() => Key;

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static bool IsReasonable(double pixels) => Math.Abs(pixels) <= 1e5;

    /// <summary>A start, then strokes, each with a time of its own.</summary>
    public sealed record Strokes : MotionPath
    {
        private readonly MotionStroke[] _strokes;

        /// <summary>A motion of strokes.</summary>
        /// <param name="start">Pose before the first stroke; turn and scale hold throughout.</param>
        /// <param name="strokes">The strokes; order does not matter.</param>
        /// <param name="easing">Speed along each stroke.</param>
        /// <param name="durationMicros">Time from beginning to end in microseconds; strokes may end later and are then cut off.</param>
        public Strokes(ImagePose start, IEnumerable<MotionStroke> strokes, StrokeEasing easing, long durationMicros)
        {
            ArgumentNullException.ThrowIfNull(strokes);
            (Start, Easing, DurationMicros) = (start, easing, durationMicros);
            _strokes = [.. strokes];
            Key = $"strokes {easing} {durationMicros} from {Text(start.X)},{Text(start.Y)},{Text(start.Turn)},{Text(start.Scale)}: "
                + string.Join(' ', _strokes.Select(s => $"{s.StartMicros}-{s.EndMicros}:{Text(s.X)},{Text(s.Y)}"));
        }

        /// <summary>Pose before the first stroke.</summary>
        public ImagePose Start { get; }

        /// <summary>Speed along each stroke.</summary>
        public StrokeEasing Easing { get; }

        /// <summary>The strokes.</summary>
        public IReadOnlyList<MotionStroke> All => _strokes;

        /// <inheritdoc/>
        public override long DurationMicros { get; }

        /// <inheritdoc/>
        public override string Key { get; }

        /// <inheritdoc/>
        public bool Equals(Strokes? other) => other is not null && Key == other.Key;

        /// <inheritdoc/>
        public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

        /// <inheritdoc/>
        public override ImagePose At(double micros)
        {
            (double x, double y) = (Start.X, Start.Y);
            foreach (ref readonly var stroke in _strokes.AsSpan())
            {
                double share = stroke.ShareAt(micros, Easing);
                x += share * stroke.X;
                y += share * stroke.Y;
            }

            return Start with { X = x, Y = y };
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate()
        {
            List<string> problems = [];
            if (!(Start.Scale > 0 && IsReasonable(Start.X) && IsReasonable(Start.Y)))
                problems.Add($"motion: the start {Start} needs a scale above 0 and a place within 100000 pixels");
            foreach (var stroke in _strokes)
            {
                if (stroke.StartMicros < 0 || stroke.EndMicros <= stroke.StartMicros || !IsReasonable(stroke.X) || !IsReasonable(stroke.Y))
                    problems.Add($"motion: the stroke {stroke} needs a start of 0 or more, a later end and a way within 100000 pixels");
            }

            return problems;
        }
    }

    /// <summary>Poses at times, with straight lines between them.</summary>
    public sealed record Free : MotionPath
    {
        private readonly WayPoint[] _points;

        /// <summary>A motion through way points.</summary>
        /// <param name="points">At least two, in order of time, the first at 0.</param>
        public Free(IEnumerable<WayPoint> points)
        {
            ArgumentNullException.ThrowIfNull(points);
            _points = [.. points];
            Key = "free " + string.Join(' ', _points.Select(p => $"{p.Micros}:{Text(p.Pose.X)},{Text(p.Pose.Y)},{Text(p.Pose.Turn)},{Text(p.Pose.Scale)}"));
        }

        /// <summary>The way points.</summary>
        public IReadOnlyList<WayPoint> Points => _points;

        /// <inheritdoc/>
        public override long DurationMicros => _points.Length == 0 ? 0 : _points[^1].Micros;

        /// <inheritdoc/>
        public override string Key { get; }

        /// <inheritdoc/>
        public bool Equals(Free? other) => other is not null && Key == other.Key;

        /// <inheritdoc/>
        public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

        /// <inheritdoc/>
        public override ImagePose At(double micros)
        {
            int next = 1;
            while (next < _points.Length - 1 && _points[next].Micros < micros)
                next++;
            (var a, var b) = (_points[next - 1], _points[next]);
            double s = Math.Clamp((micros - a.Micros) / (b.Micros - a.Micros), 0, 1);
            return new ImagePose(
                a.Pose.X + s * (b.Pose.X - a.Pose.X), a.Pose.Y + s * (b.Pose.Y - a.Pose.Y),
                a.Pose.Turn + s * (b.Pose.Turn - a.Pose.Turn), a.Pose.Scale + s * (b.Pose.Scale - a.Pose.Scale));
        }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate()
        {
            List<string> problems = [];
            if (_points.Length < 2 || _points[0].Micros != 0)
                problems.Add("motion: expected at least two way points, the first at 0 microseconds");
            for (int i = 1; i < _points.Length; i++)
            {
                if (_points[i].Micros <= _points[i - 1].Micros)
                    problems.Add($"motion: way point {i} at {_points[i].Micros} us is not later than the one before it");
            }

            foreach (var point in _points)
            {
                if (!(point.Pose.Scale > 0 && Math.Abs(point.Pose.Turn) < 1000 && IsReasonable(point.Pose.X) && IsReasonable(point.Pose.Y)))
                    problems.Add($"motion: the way point {point} needs a scale above 0, a turn below 1000 and a place within 100000 pixels");
            }

            return problems;
        }
    }
}

/// <summary>A pose that a motion passes at a time.</summary>
/// <param name="Micros">Time in microseconds.</param>
/// <param name="Pose">The pose.</param>
public readonly record struct WayPoint(long Micros, ImagePose Pose);

/// <summary>Where an image is seen at one moment.</summary>
/// <param name="X">Column of the image's centre from the sensor's centre, in pixels; positive to the right.</param>
/// <param name="Y">Row of the image's centre from the sensor's centre, in pixels; positive downwards.</param>
/// <param name="Turn">Angle in radians about the image's centre; positive clockwise.</param>
/// <param name="Scale">Size, 1 as displayed; above 0.</param>
public readonly record struct ImagePose(double X, double Y, double Turn = 0, double Scale = 1);
