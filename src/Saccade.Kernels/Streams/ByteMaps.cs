using System.Runtime.Intrinsics;
using Saccade.Kernels.Pooling;

namespace Saccade.Kernels.Streams;

/// <summary>Maps [H, W, C] of small whole numbers in bytes: spikes, and what pooling and adding make of them.</summary>
internal static unsafe class ByteMaps
{
    /// <summary>The sum of each window, channel by channel; padding is 0.</summary>
    /// <param name="x">The map.</param>
    /// <param name="geometry">Extents.</param>
    /// <param name="y">Receives the sums; none is above 255, which the caller knows.</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry.</exception>
    public static void Sum(ReadOnlySpan<byte> x, in PoolGeometry geometry, Span<byte> y) => Windows<Plus>(x, geometry, y);

    /// <summary>The largest of each window, channel by channel.</summary>
    /// <param name="x">The map.</param>
    /// <param name="geometry">Extents.</param>
    /// <param name="y">Receives it.</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry.</exception>
    public static void Max(ReadOnlySpan<byte> x, in PoolGeometry geometry, Span<byte> y) => Windows<Larger>(x, geometry, y);

    /// <summary>Adds numbers; no sum is above 255, which the caller knows.</summary>
    /// <param name="x">What is added.</param>
    /// <param name="y">Changed.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Add(ReadOnlySpan<byte> x, Span<byte> y)
    {
        SpanChecks.SameLength(x.Length, y.Length, nameof(x), nameof(y));
        fixed (byte* from = x, to = y)
            Row<Plus>(from, to, x.Length);
    }

    /// <summary>The numbers as floats, times a factor for each channel.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="units">What a 1 stands for, for each channel, or one number for all.</param>
    /// <param name="y">Receives them.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ToFloats(ReadOnlySpan<byte> x, ReadOnlySpan<float> units, Span<float> y)
    {
        SpanChecks.SameLength(x.Length, y.Length, nameof(x), nameof(y));
        int i = units.Length == 1 ? ToFloats(x, units[0], y) : 0;
        for (int c = 0; i < x.Length; i++)
        {
            y[i] = x[i] * units[c];
            c = c + 1 == units.Length ? 0 : c + 1;
        }
    }

    /// <summary>Whole vectors of them.</summary>
    /// <returns>How many are done.</returns>
    private static int ToFloats(ReadOnlySpan<byte> x, float unit, Span<float> y)
    {
        int i = 0;
        fixed (byte* from = x)
        fixed (float* to = y)
        {
            for (; i <= x.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
                (Vector512.ConvertToSingle(Widen(Vector128.Load(from + i))) * unit).Store(to + i);
        }

        return i;
    }

    /// <summary>Each byte as a number of 32 bits.</summary>
    internal static Vector512<int> Widen(Vector128<byte> x)
    {
        var (low, high) = Vector128.Widen(x);
        return Vector512.Create(Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low)), Vector256.Create(Vector128.WidenLower(high), Vector128.WidenUpper(high))).AsInt32();
    }

    private static void Windows<T>(ReadOnlySpan<byte> x, in PoolGeometry g, Span<byte> y)
        where T : struct, IFold
    {
        SpanChecks.Length(x.Length, g.InputSize, nameof(x), "H x W x C");
        SpanChecks.Length(y.Length, g.OutputSize, nameof(y), "OH x OW x C");
        fixed (byte* from = x, to = y)
        {
            for (int row = 0; row < g.Output.Height; row++)
            {
                var (top, bottom) = PoolGeometry.Window(row, g.Stride.Height, g.Padding.Height, g.Kernel.Height, g.Input.Height);
                for (int column = 0; column < g.Output.Width; column++)
                {
                    var (left, right) = PoolGeometry.Window(column, g.Stride.Width, g.Padding.Width, g.Kernel.Width, g.Input.Width);
                    Window<T>(from + (((top * g.Input.Width) + left) * g.Channels), to + (((row * g.Output.Width) + column) * g.Channels), bottom - top, right - left, g.Input.Width * g.Channels, g.Channels);
                }
            }
        }
    }

    /// <summary>Folds all pixels of a window; what comes of some channels stays in a register until all are seen.</summary>
    private static void Window<T>(byte* from, byte* to, int rows, int columns, int line, int channels)
        where T : struct, IFold
    {
        int c = 0;
        for (; c <= channels - Vector256<byte>.Count; c += Vector256<byte>.Count)
        {
            var folded = Vector256<byte>.Zero;
            for (int h = 0; h < rows; h++)
            {
                for (int w = 0; w < columns; w++)
                    folded = T.Fold(Vector256.Load(from + ((nint)h * line) + ((nint)w * channels) + c), folded);
            }

            folded.Store(to + c);
        }

        for (; c < channels; c++)
        {
            var folded = Vector256<byte>.Zero;
            for (int h = 0; h < rows; h++)
            {
                for (int w = 0; w < columns; w++)
                    folded = T.Fold(Vector256.CreateScalar(from[((nint)h * line) + ((nint)w * channels) + c]), folded);
            }

            to[c] = folded.ToScalar();
        }
    }

    private static void Row<T>(byte* from, byte* to, int n)
        where T : struct, IFold
    {
        int i = 0;
        for (; i <= n - Vector256<byte>.Count; i += Vector256<byte>.Count)
            T.Fold(Vector256.Load(from + i), Vector256.Load(to + i)).Store(to + i);
        for (; i < n; i++)
            to[i] = T.Fold(Vector256.CreateScalar(from[i]), Vector256.CreateScalar(to[i])).ToScalar();
    }

    private interface IFold
    {
        static abstract Vector256<byte> Fold(Vector256<byte> x, Vector256<byte> y);
    }

    private readonly struct Plus : IFold
    {
        public static Vector256<byte> Fold(Vector256<byte> x, Vector256<byte> y) => x + y;
    }

    private readonly struct Larger : IFold
    {
        public static Vector256<byte> Fold(Vector256<byte> x, Vector256<byte> y) => Vector256.Max(x, y);
    }
}
