using Saccade.Events.Numerics;
using Saccade.Kernels.Random;

namespace Saccade.Events.Images;

/// <summary>
/// Letters drawn with a pen of one width, each image when asked for: size, proportions, slant, angle, place, width of the pen and the bend of
/// its strokes differ from image to image. An image is a function of seed, part and number, on every machine.
/// </summary>
internal sealed class GlyphImageSet : ImageSet
{
    private const int Side = 28;

    /// <summary>Changes when equal seeds give other images.</summary>
    private const int Version = 1;

    // First index of the streams of random numbers, beyond those of other generated recordings.
    private const long GlyphStream = 1 << 20;

    private readonly ulong _seed;
    private readonly long _first;

    /// <summary>Images whose classes come in turn.</summary>
    /// <param name="count">Number of images.</param>
    /// <param name="seed">Seed of all.</param>
    /// <param name="train">Images for training; false for others, for testing.</param>
    public GlyphImageSet(int count, ulong seed, bool train)
        : base($"glyphs drawn with seed {seed}", [.. Glyph.All.Select(g => g.Name)], [.. Enumerable.Range(0, count).Select(i => i % Glyph.All.Count)])
    {
        (_seed, _first) = (seed, train ? 0 : 1L << 31);
        Identity = Hash(FormattableString.Invariant($"glyphs v{Version} seed {seed} from {_first}"), []);
    }

    public override string Identity { get; }

    public override void Dispose()
    {
        // Nothing is open.
    }

    private protected override RasterImage Read(int index)
    {
        var random = new CounterRandom(_seed, RandomPurpose.Synthesis, GlyphStream, _first + index);
        var hand = new Hand(ref random);
        byte[] samples = new byte[Side * Side];
        foreach (var stroke in Glyph.All[Labels[index]].Strokes)
        {
            var (x, y) = hand.Place(stroke[0]);
            foreach (var point in stroke.Skip(1))
            {
                var (toX, toY) = hand.Place(point);
                Draw(samples, x, y, toX, toY, hand.Pen);
                (x, y) = (toX, toY);
            }
        }

        return RasterImage.Own(Side, Side, 1, samples);
    }

    /// <summary>Draws a line with round ends, one pixel of its edge blurred.</summary>
    private static void Draw(byte[] samples, double x, double y, double toX, double toY, double pen)
    {
        double alongX = toX - x, alongY = toY - y, square = Math.Max(1e-9, (alongX * alongX) + (alongY * alongY)), reach = (pen / 2) + 1;
        int left = Inside(Math.Min(x, toX) - reach), right = Inside(Math.Max(x, toX) + reach + 1);
        int top = Inside(Math.Min(y, toY) - reach), bottom = Inside(Math.Max(y, toY) + reach + 1);
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                double dx = column + 0.5 - x, dy = row + 0.5 - y;
                double share = Math.Clamp(((dx * alongX) + (dy * alongY)) / square, 0, 1);
                double offX = dx - (share * alongX), offY = dy - (share * alongY);
                double ink = Math.Clamp((pen / 2) + 0.5 - Math.Sqrt((offX * offX) + (offY * offY)), 0, 1);
                ref byte sample = ref samples[(row * Side) + column];
                sample = Math.Max(sample, (byte)(255 * ink));
            }
        }
    }

    private static int Inside(double value) => (int)Math.Clamp(Math.Floor(value), 0, Side);

    /// <summary>How one image is written.</summary>
    private readonly struct Hand
    {
        private readonly double _x, _y, _width, _height, _slant, _sin, _cos;
        private readonly double _bendX, _bendY, _phaseX, _phaseY;

        public Hand(ref CounterRandom random)
        {
            _height = Between(ref random, 6, 10);
            _width = _height * Between(ref random, 0.75, 1.25);
            _slant = Between(ref random, -0.3, 0.3);
            (_sin, _cos) = PortableMath.SinCos(Between(ref random, -0.3, 0.3));
            (_x, _y) = ((Side / 2.0) + Between(ref random, -3, 3), (Side / 2.0) + Between(ref random, -3, 3));
            (_bendX, _bendY) = (Between(ref random, -0.15, 0.15), Between(ref random, -0.15, 0.15));
            (_phaseX, _phaseY) = (Between(ref random, 0, 2 * Math.PI), Between(ref random, 0, 2 * Math.PI));
            Pen = Between(ref random, 1.2, 2.6);
        }

        /// <summary>Width of a line in pixels.</summary>
        public double Pen { get; }

        /// <summary>Where a point of a glyph comes to lie, in pixels of the image.</summary>
        public (double X, double Y) Place((double X, double Y) point)
        {
            double x = point.X + (_bendX * PortableMath.SinCos((3 * point.Y) + _phaseX).Sin), y = point.Y + (_bendY * PortableMath.SinCos((3 * point.X) + _phaseY).Sin);
            double across = (_width * x) - (_slant * _height * y), down = _height * y;
            return (_x + (_cos * across) - (_sin * down), _y + (_sin * across) + (_cos * down));
        }

        private static double Between(ref CounterRandom random, double low, double high) => low + ((high - low) * random.NextDouble());
    }
}
