using Saccade.Kernels.Convolution;
using Saccade.Kernels.Random;
using Saccade.Kernels.Sparse;
using Saccade.TestKit;

namespace Saccade.Bench.Cases;

/// <summary>One image of a convolution with everything that its kernels need, and each kernel as one call.</summary>
internal sealed class ConvolutionWork
{
    private readonly ConvolutionPlan _plan, _back;
    private readonly float[] _x, _w, _b, _dy, _packed, _packedBack, _padded, _spread;
    private readonly NonZeros _inputs = new();
    private readonly ChannelNonZeros[] _bands;

    public ConvolutionWork(ConvolutionShape shape, float[] image)
    {
        Shape = shape;
        _plan = new ConvolutionPlan(shape);
        _back = _plan.ForInputGradient();
        _x = image;
        _w = RandomData.Normal(shape.WeightSize, 2);
        _b = RandomData.Normal(shape.OutputChannels, 3);
        _dy = RandomData.Normal(shape.OutputSize, 4);
        _packed = new float[PackedWeight.Length(shape)];
        PackedWeight.Pack(shape, _w, _packed);
        float[] flipped = new float[shape.WeightSize];
        PackedWeight.FlipTranspose(shape, _w, flipped);
        _packedBack = new float[PackedWeight.Length(_back.Shape)];
        PackedWeight.Pack(_back.Shape, flipped, _packedBack);
        _padded = new float[_plan.PaddedSize];
        _spread = new float[_plan.SpreadSize];
        _bands = [.. Enumerable.Range(0, SparseWeightGradient.Bands(shape)).Select(_ => new ChannelNonZeros())];
        Y = new float[shape.OutputSize];
        Dx = new float[shape.InputSize];
        Dw = new float[shape.WeightSize];
    }

    public ConvolutionShape Shape { get; }

    public float[] Y { get; }

    public float[] Dx { get; }

    public float[] Dw { get; }

    public double Flops => 2.0 * Shape.MultiplyAdds;

    private int Pixels => Shape.OutputHeight * Shape.OutputWidth;

    public void Dense()
    {
        _plan.Pad(_x, _padded);
        DenseConvolution.Forward(_plan, _padded, _packed, _b, Y, 0, Pixels);
    }

    public void Sparse()
    {
        SparseConvolution.Collect(Shape, _x, _inputs);
        SparseConvolution.Forward(_plan, _inputs, _w, _b, Y, 0, Pixels);
    }

    public void InputGradient()
    {
        _plan.Spread(_dy, _spread);
        DenseConvolution.Forward(_back, _spread, _packedBack, [], Dx, 0, Shape.Height * Shape.Width);
    }

    public void DenseWeight()
    {
        Array.Clear(Dw);
        _plan.Pad(_x, _padded);
        DenseWeightGradient.Accumulate(_plan, _padded, _dy, Dw, 0, Shape.Depth);
    }

    public void SparseWeight()
    {
        Array.Clear(Dw);
        _plan.Spread(_dy, _spread);
        for (int band = 0; band < _bands.Length; band++)
        {
            SparseWeightGradient.Collect(Shape, _x, band, _bands[band]);
            SparseWeightGradient.Accumulate(_plan, _bands[band], _spread, Dw, 0, Shape.InputChannels);
        }
    }

    /// <summary>Some elements of all three results by the definition: bits of y and dw, dx within rounding.</summary>
    public void Verify(Action forward, Action weight)
    {
        forward();
        InputGradient();
        weight();
        var random = new CounterRandom(1, RandomPurpose.Test);
        for (int i = 0; i < 200; i++)
        {
            int y = random.NextInt32(0, Y.Length), dx = random.NextInt32(0, Dx.Length), dw = random.NextInt32(0, Dw.Length);
            Close.SameBits([OutputAt(y)], Y.AsSpan(y, 1), $"y {y}");
            Close.SameBits([WeightGradientAt(dw)], Dw.AsSpan(dw, 1), $"dw {dw}");
            Close.Relative([InputGradientAt(dx)], Dx.AsSpan(dx, 1), 1e-4, $"dx {dx}", absolute: 1e-4);
        }
    }

    private float OutputAt(int index)
    {
        int co = index % Shape.OutputChannels, pixel = index / Shape.OutputChannels;
        float sum = 0;
        for (int k = 0; k < Shape.Depth; k++)
        {
            if (Input(pixel, k) is >= 0 and int i)
                sum = MathF.FusedMultiplyAdd(_x[i], _w[k * Shape.OutputChannels + co], sum);
        }

        return sum + _b[co];
    }

    private float WeightGradientAt(int index)
    {
        int co = index % Shape.OutputChannels, k = index / Shape.OutputChannels;
        float sum = 0;
        for (int pixel = 0; pixel < Pixels; pixel++)
        {
            if (Input(pixel, k) is >= 0 and int i)
                sum = MathF.FusedMultiplyAdd(_x[i], _dy[pixel * Shape.OutputChannels + co], sum);
        }

        return sum;
    }

    private float InputGradientAt(int index)
    {
        double sum = 0;
        for (int pixel = 0; pixel < Pixels; pixel++)
        {
            for (int k = index % Shape.InputChannels; k < Shape.Depth; k += Shape.InputChannels)
            {
                if (Input(pixel, k) != index)
                    continue;
                for (int co = 0; co < Shape.OutputChannels; co++)
                    sum += (double)_dy[pixel * Shape.OutputChannels + co] * _w[k * Shape.OutputChannels + co];
            }
        }

        return (float)sum;
    }

    /// <summary>The element of the image that term k of an output pixel reads, or -1 in the padding.</summary>
    private int Input(int pixel, int k)
    {
        int ci = k % Shape.InputChannels, kw = k / Shape.InputChannels % Shape.KernelWidth, kh = k / (Shape.InputChannels * Shape.KernelWidth);
        int h = pixel / Shape.OutputWidth * Shape.Stride + kh - Shape.Padding, w = pixel % Shape.OutputWidth * Shape.Stride + kw - Shape.Padding;
        return h < 0 || h >= Shape.Height || w < 0 || w >= Shape.Width ? -1 : (h * Shape.Width + w) * Shape.InputChannels + ci;
    }
}
