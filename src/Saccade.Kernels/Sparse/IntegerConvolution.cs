using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Saccade.Kernels.Convolution;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// Spike-sparse convolution with integer weights: for each output pixel the weight rows of the active inputs in its window are added in 16 bits, so many that they cannot overflow, and those sums in 32 bits. The sums
/// are exact, so neither order nor vector width changes them; each channel is then multiplied by its scale.
/// </summary>
/// <remarks>
/// Weights are from -127 to 127, inputs whole numbers up to <c>most</c> times their unit. 32767 / (127 most) of their products fit into 16 bits with any sign, and <see cref="Problem"/> says whether all of them fit
/// into 32. Vectors are 512 bits wide everywhere: where the processor has none of that width, the runtime computes them in halves.
/// </remarks>
/// <seealso cref="ConvolutionReference"/>
internal static unsafe class IntegerConvolution
{
    /// <summary>The largest size of a weight.</summary>
    public const int LargestWeight = 127;

    private const int Lanes = 32, MostVectors = 4;

    /// <summary>Why the sums of a convolution might overflow, in one sentence, or null: the proof that they do not.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="most">The largest input, in its units.</param>
    public static string? Problem(in ConvolutionShape shape, int most)
    {
        if (shape.Groups != 1)
            return $"{shape.Groups} groups, expected 1";
        if (most < 1 || most > short.MaxValue / LargestWeight)
            return $"inputs up to {most}, expected at most {short.MaxValue / LargestWeight}, whose products with weights fit into 16 bits";
        return (long)shape.Depth * most * LargestWeight <= int.MaxValue ? null : $"{shape.Depth} terms of inputs up to {most} and weights up to {LargestWeight}, which may add up to more than {int.MaxValue}";
    }

    /// <summary>Output channels per panel: 1, 2 or 4 vectors.</summary>
    public static int Columns(in ConvolutionShape shape)
    {
        int vectors = 1;
        while (vectors < MostVectors && vectors * Lanes < shape.OutputChannels)
            vectors *= 2;
        return vectors * Lanes;
    }

    /// <summary>Numbers of a packed weight.</summary>
    public static int Length(in ConvolutionShape shape) => Panels(shape) * Columns(shape) * shape.Depth;

    /// <summary>Packs a weight [KH, KW, Cin, Cout] to panels [depth, columns], missing columns zero.</summary>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Pack(in ConvolutionShape shape, ReadOnlySpan<sbyte> weight, Span<short> packed)
    {
        SpanChecks.Length(weight.Length, shape.WeightSize, nameof(weight), "KH x KW x Cin x Cout");
        SpanChecks.Length(packed.Length, Length(shape), nameof(packed), "as Length says");
        packed.Clear();
        int columns = Columns(shape);
        for (int k = 0; k < shape.Depth; k++)
        {
            for (int c = 0; c < shape.OutputChannels; c++)
                packed[(((c / columns * shape.Depth) + k) * columns) + (c % columns)] = weight[(k * shape.OutputChannels) + c];
        }
    }

    /// <summary>Collects an image [H, W, Cin] for <see cref="Forward"/>.</summary>
    public static void Collect(in ConvolutionShape shape, ReadOnlySpan<float> image, NonZeros inputs) => SparseConvolution.Collect(shape, image, inputs, Columns(shape));

    /// <summary>Computes y = scale sum(input weight) + bias, the product and the last addition rounded once.</summary>
    /// <param name="shape">The convolution; <see cref="Problem"/> has nothing against it.</param>
    /// <param name="inputs">The image, see <see cref="Collect"/>; each value times <paramref name="parts"/> is a whole number from 0 to <paramref name="most"/>, but for rounding.</param>
    /// <param name="parts">Units in an input of 1.</param>
    /// <param name="most">The largest input in units.</param>
    /// <param name="packed">The weight, see <see cref="Pack"/>.</param>
    /// <param name="scale">What a unit of a sum is, for each output channel.</param>
    /// <param name="bias">[Cout].</param>
    /// <param name="output">[OH, OW, Cout].</param>
    /// <exception cref="ArgumentException">A span has another length, or sums might overflow.</exception>
    public static void Forward(in ConvolutionShape shape, NonZeros inputs, int parts, int most, ReadOnlySpan<short> packed, ReadOnlySpan<float> scale, ReadOnlySpan<float> bias, Span<float> output)
    {
        if (Problem(shape, most) is { } problem)
            throw new ArgumentException(problem, nameof(shape));
        SpanChecks.Length(packed.Length, Length(shape), nameof(packed), "as Length says");
        SpanChecks.Length(scale.Length, shape.OutputChannels, nameof(scale), "Cout");
        SpanChecks.Length(bias.Length, shape.OutputChannels, nameof(bias), "Cout");
        SpanChecks.Length(output.Length, shape.OutputSize, nameof(output), "OH x OW x Cout");
        int columns = Columns(shape), room = short.MaxValue / (LargestWeight * most);
        bool isUnit = inputs.CommonValue == 1 && parts == 1;
        fixed (short* weight = packed)
        fixed (float* s = scale, b = bias, y = output, values = inputs.Values)
        fixed (int* offsets = inputs.Columns, starts = inputs.Starts)
        {
            for (int panel = 0; panel < Panels(shape); panel++)
            {
                int channel = panel * columns;
                var task = new PanelTask(weight + ((nint)channel * shape.Depth), s + channel, b + channel, y + channel, offsets, isUnit ? null : values, starts, parts, room, Math.Min(columns, shape.OutputChannels - channel));
                if (columns == Lanes)
                    Pixels<SparseVectors.One>(shape, task);
                else if (columns == 2 * Lanes)
                    Pixels<SparseVectors.Two>(shape, task);
                else
                    Pixels<SparseVectors.Four>(shape, task);
            }
        }
    }

    private static int Panels(in ConvolutionShape shape) => (shape.OutputChannels + Columns(shape) - 1) / Columns(shape);

    private static void Pixels<TVectors>(in ConvolutionShape s, in PanelTask task)
        where TVectors : struct, SparseVectors.ICount
    {
        int chunks = SparseConvolution.Chunks(s), line = s.Width * chunks, columns = TVectors.Count * Lanes;
        nint shiftPerPixel = (nint)s.InputChannels * columns, shiftPerRow = s.KernelWidth * shiftPerPixel;
        int* sums = stackalloc int[columns];
        for (int pixel = 0; pixel < s.OutputHeight * s.OutputWidth; pixel++)
        {
            int top = (pixel / s.OutputWidth * s.Stride) - s.Padding, left = (pixel % s.OutputWidth * s.Stride) - s.Padding;
            int from = Math.Clamp(left * chunks, 0, line), to = Math.Clamp((left + s.KernelWidth) * chunks, 0, line);
            new Span<int>(sums, columns).Clear();
            var rows = new Rows<TVectors>(sums, task.Room);
            for (int row = Math.Max(0, -top); row < Math.Min(s.KernelHeight, s.Height - top); row++)
            {
                int* start = task.Starts + ((nint)(top + row) * line);
                rows.Add(task, start[from], start[to], task.Weight + (row * shiftPerRow) - (left * shiftPerPixel));
            }

            rows.Flush();
            task.Store(sums, pixel, s.OutputChannels);
        }
    }

    /// <summary>A panel of output channels, and what all its pixels are made of.</summary>
    private readonly struct PanelTask(short* weight, float* scale, float* bias, float* output, int* offsets, float* values, int* starts, int parts, int room, int channels)
    {
        public readonly short* Weight = weight;

        public readonly int* Offsets = offsets;

        /// <summary>Null where all inputs are 1.</summary>
        public readonly float* Values = values;

        public readonly int* Starts = starts;

        public readonly int Parts = parts;

        /// <summary>Products that fit into 16 bits together.</summary>
        public readonly int Room = room;

        public void Store(int* sums, int pixel, int stride)
        {
            float* y = output + ((nint)pixel * stride);
            for (int c = 0; c < channels; c++)
                y[c] = MathF.FusedMultiplyAdd(sums[c], scale[c], bias[c]);
        }
    }

    /// <summary>The sums of one pixel: in 16 bits while they fit, in 32 bits beyond.</summary>
    private ref struct Rows<TVectors>(int* sums, int most)
        where TVectors : struct, SparseVectors.ICount
    {
        private Vector512<short> _a, _b, _c, _d;
        private readonly int _most = most;
        private int _room = most;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(in PanelTask task, int first, int end, short* weight)
        {
            for (int i = first; i < end;)
            {
                int until = Math.Min(end, i + _room);
                _room -= until - i;
                i = task.Values == null ? AddUnits(task, i, until, weight) : AddProducts(task, i, until, weight);
                if (_room == 0)
                    Flush();
            }
        }

        public void Flush()
        {
            Widen(_a, sums);
            if (TVectors.Count >= 2)
                Widen(_b, sums + Lanes);
            if (TVectors.Count >= 4)
            {
                Widen(_c, sums + (2 * Lanes));
                Widen(_d, sums + (3 * Lanes));
            }

            (_a, _b, _c, _d, _room) = (default, default, default, default, _most);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private int AddUnits(in PanelTask task, int i, int until, short* weight)
        {
            var (a, b, c, d) = (_a, _b, _c, _d);
            for (; i < until; i++)
            {
                short* w = weight + task.Offsets[i];
                a += Vector512.Load(w);
                if (TVectors.Count >= 2)
                    b += Vector512.Load(w + Lanes);
                if (TVectors.Count >= 4)
                    (c, d) = (c + Vector512.Load(w + (2 * Lanes)), d + Vector512.Load(w + (3 * Lanes)));
            }

            (_a, _b, _c, _d) = (a, b, c, d);
            return i;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private int AddProducts(in PanelTask task, int i, int until, short* weight)
        {
            var (a, b, c, d) = (_a, _b, _c, _d);
            for (; i < until; i++)
            {
                short* w = weight + task.Offsets[i];
                var x = Vector512.Create((short)((task.Values[i] * task.Parts) + 0.5f));
                a += x * Vector512.Load(w);
                if (TVectors.Count >= 2)
                    b += x * Vector512.Load(w + Lanes);
                if (TVectors.Count >= 4)
                    (c, d) = (c + (x * Vector512.Load(w + (2 * Lanes))), d + (x * Vector512.Load(w + (3 * Lanes))));
            }

            (_a, _b, _c, _d) = (a, b, c, d);
            return i;
        }

        private static void Widen(Vector512<short> sum, int* target)
        {
            const int half = Lanes / 2;
            (Vector512.Load(target) + Vector512.WidenLower(sum)).Store(target);
            (Vector512.Load(target + half) + Vector512.WidenUpper(sum)).Store(target + half);
        }
    }
}
