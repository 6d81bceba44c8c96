namespace Saccade.Kernels.Convolution;

/// <summary>
/// A part of the input gradient of a convolution whose stride s is above 1. Input pixels (h, w) with the same (h + padding) mod s and (w + padding) mod s are reached by the same taps
/// of the kernel, every s-th of them: their gradient is a convolution of stride 1 over the output gradient with these taps alone. Together the s * s phases take as many multiplications as the
/// forward pass, where zeros between the pixels of the output gradient (<see cref="ConvolutionPlan.Spread"/>) take s * s times as many; sums have the same terms in the same order, so the same bits.
/// </summary>
internal sealed class InputGradientPhase
{
    private readonly ConvolutionShape _shape;
    private readonly Axis _rows;
    private readonly Axis _columns;

    private InputGradientPhase(in ConvolutionShape shape, Axis rows, Axis columns)
    {
        (_shape, _rows, _columns) = (shape, rows, columns);
        if (rows.Taps > 0 && columns.Taps > 0)
            Plan = new ConvolutionPlan(new ConvolutionShape(rows.Extent, columns.Extent, shape.OutputChannels, shape.InputChannels, rows.Taps, columns.Taps));
    }

    /// <summary>The convolution over what <see cref="Pad"/> writes; null where no tap reaches the pixels, whose gradient is 0.</summary>
    public ConvolutionPlan? Plan { get; }

    /// <summary>Pixels of an image.</summary>
    public int Pixels => _rows.Count * _columns.Count;

    /// <summary>Floats of what <see cref="SelectWeight"/> writes.</summary>
    public int WeightSize => _rows.Taps * _columns.Taps * _shape.InputChannels * _shape.OutputChannels;

    /// <summary>The phases that have pixels, of a convolution without groups.</summary>
    public static InputGradientPhase[] Of(ConvolutionShape shape) =>
    [
        .. from row in Enumerable.Range(0, shape.Stride)
           from column in Enumerable.Range(0, shape.Stride)
           let rows = Axis.Of(shape.Height, shape.KernelHeight, shape, row)
           let columns = Axis.Of(shape.Width, shape.KernelWidth, shape, column)
           where rows.Count > 0 && columns.Count > 0
           select new InputGradientPhase(shape, rows, columns),
    ];

    /// <summary>Copies an output gradient [OH, OW, Cout] to where the windows of the phase read it, zeros around.</summary>
    public void Pad(ReadOnlySpan<float> outputGradient, Span<float> padded)
    {
        int channels = _shape.OutputChannels, width = _shape.OutputWidth, row = _columns.Extent * channels;
        int left = Math.Max(0, _columns.Start), skipped = Math.Max(0, -_columns.Start), copied = Math.Max(0, Math.Min(width - skipped, _columns.Extent - left));
        for (int r = 0; r < _rows.Extent; r++)
        {
            var target = padded.Slice(r * row, row);
            int source = r - _rows.Start;
            if (source < 0 || source >= _shape.OutputHeight || copied == 0)
            {
                target.Clear();
                continue;
            }

            target[..(left * channels)].Clear();
            outputGradient.Slice((source * width + skipped) * channels, copied * channels).CopyTo(target[(left * channels)..]);
            target[((left + copied) * channels)..].Clear();
        }
    }

    /// <summary>Takes the taps of the phase out of a weight [KH, KW, Cin, Cout].</summary>
    public void SelectWeight(ReadOnlySpan<float> weight, Span<float> selected)
    {
        int size = _shape.InputChannels * _shape.OutputChannels, target = 0;
        for (int kh = _rows.Phase; kh < _shape.KernelHeight; kh += _shape.Stride)
        {
            for (int kw = _columns.Phase; kw < _shape.KernelWidth; kw += _shape.Stride, target += size)
                weight.Slice((kh * _shape.KernelWidth + kw) * size, size).CopyTo(selected[target..]);
        }
    }

    /// <summary>Puts gradients of pixels [begin, end), all images counted one after the other, to where they belong; none for zeros.</summary>
    /// <param name="gradients">[pixels of all images, Cin], or empty.</param>
    /// <param name="inputGradient">[images, H, W, Cin].</param>
    /// <param name="begin">First pixel.</param>
    /// <param name="end">Behind the last.</param>
    public void Place(ReadOnlySpan<float> gradients, Span<float> inputGradient, int begin, int end)
    {
        int channels = _shape.InputChannels;
        for (int i = begin; i < end; i++)
        {
            int pixel = i % Pixels, h = _rows.First + pixel / _columns.Count * _shape.Stride, w = _columns.First + pixel % _columns.Count * _shape.Stride;
            var target = inputGradient.Slice(i / Pixels * _shape.InputSize + (h * _shape.Width + w) * channels, channels);
            if (gradients.IsEmpty)
                target.Clear();
            else
                gradients.Slice(i * channels, channels).CopyTo(target);
        }
    }

    /// <summary>Rows or columns of a phase.</summary>
    /// <param name="Phase">Its first tap, and the remainder of its pixels.</param>
    /// <param name="First">Its first pixel.</param>
    /// <param name="Count">Its pixels, a stride apart.</param>
    /// <param name="Taps">Its taps, a stride apart.</param>
    /// <param name="Start">Where the first pixel of the output gradient lies among those that its windows read; below 0 if some are not read.</param>
    private readonly record struct Axis(int Phase, int First, int Count, int Taps, int Start)
    {
        /// <summary>What its windows read.</summary>
        public int Extent => Count + Taps - 1;

        public static Axis Of(int extent, int kernel, in ConvolutionShape shape, int phase)
        {
            int stride = shape.Stride, first = ((phase - shape.Padding) % stride + stride) % stride;
            int taps = phase < kernel ? (kernel - 1 - phase) / stride + 1 : 0;
            int count = first < extent ? (extent - 1 - first) / stride + 1 : 0;
            return new Axis(phase, first, count, taps, taps - 1 - (first + shape.Padding - phase) / stride);
        }
    }
}
