using Saccade.Events.Model;
using Saccade.Events.Numerics;
using Saccade.Kernels.Random;

namespace Saccade.Events.Synthetic;

/// <summary>A shape on its way: where it is and how large at every moment of a recording. Lengths in pixels, angles in radians.</summary>
internal readonly struct MovingObject
{
    /// <summary>Width of the blurred edge: a lens does not draw sharp lines.</summary>
    private const double EdgePixels = 1.6;

    private readonly SyntheticShape _shape;
    private readonly double _startX, _startY, _stepX, _stepY;
    private readonly double _startSize, _endSize;
    private readonly double _startAngle, _turn;
    private readonly double _orbitRadius, _orbitStart, _orbitTurn;

    /// <summary>Draws position, size, speed and direction jitter; the class decides shape and motion only.</summary>
    public MovingObject(SyntheticClass kind, SensorSize sensor, ref CounterRandom random)
    {
        double side = Math.Min(sensor.Width, sensor.Height);
        double size = side * Between(ref random, 0.13, 0.21), path = side * Between(ref random, 0.35, 0.6);
        double jitterX = side * Between(ref random, -0.12, 0.12), jitterY = side * Between(ref random, -0.12, 0.12);
        double angle = Between(ref random, -0.3, 0.3), turn = Between(ref random, 1.2, 2.4), phase = Between(ref random, 0, 2 * Math.PI);
        double drift = side * Between(ref random, -0.08, 0.08);

        _shape = kind.Shape;
        (double directionX, double directionY) = Direction(kind.Motion);
        (_stepX, _stepY) = (directionX * path - directionY * drift, directionY * path + directionX * drift);
        (_startX, _startY) = (sensor.Width / 2.0 + jitterX - _stepX / 2, sensor.Height / 2.0 + jitterY - _stepY / 2);
        _startAngle = kind.Motion is SyntheticMotion.TurnClockwise or SyntheticMotion.TurnCounterclockwise ? phase : angle;
        // Rows run downwards, so a growing angle turns clockwise on the image.
        _turn = kind.Motion switch { SyntheticMotion.TurnClockwise => turn, SyntheticMotion.TurnCounterclockwise => -turn, _ => 0 };
        _orbitTurn = kind.Motion switch { SyntheticMotion.OrbitClockwise => turn, SyntheticMotion.OrbitCounterclockwise => -turn, _ => 0 };
        _orbitRadius = _orbitTurn == 0 ? 0 : path / 2;
        _orbitStart = phase;
        double small = size * 0.5, large = size * 1.7;
        (_startSize, _endSize) = kind.Motion switch
        {
            SyntheticMotion.Expand => (small, large),
            SyntheticMotion.Contract => (large, small),
            _ => (size, size),
        };
    }

    /// <summary>The object at a moment.</summary>
    /// <param name="share">Share of the recording that has passed, 0 to 1.</param>
    public Pose At(double share)
    {
        (double orbitSin, double orbitCos) = PortableMath.SinCos(_orbitStart + _orbitTurn * share);
        (double sin, double cos) = PortableMath.SinCos(_startAngle + _turn * share);
        return new Pose(
            _shape,
            _startX + _stepX * share + _orbitRadius * orbitCos,
            _startY + _stepY * share + _orbitRadius * orbitSin,
            _startSize + (_endSize - _startSize) * share, sin, cos);
    }

    private static double Between(ref CounterRandom random, double low, double high) => low + (high - low) * random.NextDouble();

    private static (double X, double Y) Direction(SyntheticMotion motion) => motion switch
    {
        SyntheticMotion.Left => (-1, 0),
        SyntheticMotion.Right => (1, 0),
        SyntheticMotion.Up => (0, -1),
        SyntheticMotion.Down => (0, 1),
        _ => (0, 0),
    };

    /// <summary>The object at one moment: how much of a pixel it covers.</summary>
    public readonly struct Pose(SyntheticShape shape, double x, double y, double size, double sin, double cos)
    {
        /// <summary>Centre, column.</summary>
        public double X => x;

        /// <summary>Centre, row.</summary>
        public double Y => y;

        /// <summary>No pixel farther from the centre than this is touched.</summary>
        public double Reach => EdgePixels + size * shape switch
        {
            SyntheticShape.Disc => 1,
            SyntheticShape.Ring => 1.3,
            SyntheticShape.Square => 1.42,
            SyntheticShape.Cross => 1.46,
            _ => 2.04,
        };

        /// <summary>Share of the pixel whose centre is at (<paramref name="column"/>, <paramref name="row"/>) that is covered, 0 to 1.</summary>
        public double Coverage(double column, double row)
        {
            double dx = column - x, dy = row - y;
            double distance = Distance(cos * dx + sin * dy, cos * dy - sin * dx);
            return Math.Clamp(0.5 - distance / EdgePixels, 0, 1);
        }

        /// <summary>Signed distance to the outline, negative inside; exact near it, which is all that matters.</summary>
        private double Distance(double u, double v)
        {
            double absU = Math.Abs(u), absV = Math.Abs(v);
            return shape switch
            {
                SyntheticShape.Disc => Math.Sqrt(u * u + v * v) - size,
                SyntheticShape.Ring => Math.Abs(Math.Sqrt(u * u + v * v) - size) - size * 0.3,
                SyntheticShape.Bar => Math.Max(absU - size * 2, absV - size * 0.4),
                SyntheticShape.Square => Math.Max(absU, absV) - size,
                _ => Math.Min(Math.Max(absU - size * 1.4, absV - size * 0.4), Math.Max(absU - size * 0.4, absV - size * 1.4)),
            };
        }
    }
}
