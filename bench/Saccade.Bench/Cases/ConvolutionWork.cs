using System.Runtime.InteropServices;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Memory;
using Saccade.Kernels.Random;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Sparse;
using Saccade.Kernels.Winograd;
using Saccade.TestKit;

namespace Saccade.Bench.Cases;

/// <summary>Some images of a convolution with everything that its kernels need, and each kernel as one call.</summary>
internal sealed class ConvolutionWork
{
    private readonly ConvolutionPlan _plan, _back;
    private readonly float[] _x, _w, _b, _dy;
    private readonly Memory<float> _packed, _packedSparse, _packedBack, _padded, _spread, _panels, _inputPanels, _gradientPanels, _scratch, _y, _dx, _tileWeight, _tileScratch, _leftSides, _rightSides, _products;
    private readonly WinogradInputPlan? _tiles;
    private readonly WinogradWeightPlan? _weightTiles;
    private readonly NonZeros[] _inputs = [new()];
    private readonly ChannelNonZeros[] _bands;
    private readonly List<GradientBand> _cuts = [];
    private readonly int _images;

    /// <summary>Panels of input channels whose products stay in the second-level cache.</summary>
    private const int PanelsAtOnce = 8;

    public ConvolutionWork(ConvolutionShape shape, float[] image)
    {
        Shape = shape;
        _plan = new ConvolutionPlan(shape);
        _back = _plan.ForInputGradient();
        _x = image;
        _w = RandomData.Normal(shape.WeightSize, 2);
        _b = RandomData.Normal(shape.OutputChannels, 3);
        _images = image.Length / shape.InputSize;
        _dy = RandomData.Normal(_images * shape.OutputSize, 4);
        _packed = Aligned(PackedWeight.Length(shape));
        PackedWeight.Pack(shape, _w, _packed.Span);
        _packedSparse = Aligned(SparseWeight.Length(shape));
        SparseWeight.Pack(shape, _w, _packedSparse.Span);
        _packedBack = Aligned(PackedWeight.Length(_back.Shape));
        for (int panel = 0; panel < PackedWeight.Panels(_back.Shape); panel++)
            PackedWeight.PackFlipped(_back.Shape, _w, _packedBack.Span, panel);
        _padded = Aligned(_images * _plan.PaddedSize);
        _spread = Aligned(_images * _plan.SpreadSize);
        _panels = Aligned(SparseWeightGradient.SpreadLength(_plan));
        _inputPanels = Aligned(DenseWeightGradient.InputLength(_plan, _images));
        _gradientPanels = Aligned(DenseWeightGradient.GradientLength(_plan, _images));
        _scratch = Aligned(Math.Max(SparseWeightGradient.ChannelChunk * SparseWeightGradient.ScratchLength(shape, All.Shards), DenseWeightGradient.InputPanels(shape) / shape.Groups * DenseWeightGradient.ScratchLength(shape, All.Shards)));
        SparseWeightGradient.Cut(shape, All, _cuts);
        _bands = [.. _cuts.Select(_ => new ChannelNonZeros())];
        _y = Aligned(_images * shape.OutputSize);
        _dx = Aligned(_images * shape.InputSize);
        Dw = new float[shape.WeightSize];
        _tiles = WinogradInputPlan.For(shape, _images);
        _tileWeight = Aligned(_tiles?.WeightLength ?? 0);
        _tileScratch = Aligned(_tiles?.ScratchLength ?? 0);
        _weightTiles = WinogradWeightPlan.For(shape, All.Shards);
        _leftSides = Aligned(_weightTiles?.InputLength(_images) ?? 0);
        _rightSides = Aligned(_weightTiles?.GradientLength(_images) ?? 0);
        _products = Aligned(PanelsAtOnce * _weightTiles?.ScratchLength(All.Shards) ?? 0);
    }

    public ConvolutionShape Shape { get; }

    public Span<float> Y => _y.Span;

    public Span<float> Dx => _dx.Span;

    public float[] Dw { get; }

    public double Flops => 2.0 * _images * Shape.MultiplyAdds;

    /// <summary>The images of one shard.</summary>
    private ShardStretch All => new(Shards.One(_images), 0, _images);

    private int Pixels => Shape.OutputHeight * Shape.OutputWidth;

    public void Dense()
    {
        for (int i = 0; i < _images; i++)
            _plan.Pad(_x.AsSpan(i * Shape.InputSize, Shape.InputSize), _padded.Span.Slice(i * _plan.PaddedSize, _plan.PaddedSize));
        DenseConvolution.Forward(_plan, _padded.Span, _packed.Span, _b, Y, 0, _images * Pixels);
    }

    public void Sparse()
    {
        SparseConvolution.Collect(Shape, _x, _inputs[0]);
        for (int panel = 0; panel < SparseWeight.Panels(Shape); panel++)
            SparseConvolution.Forward(_plan, _inputs, _packedSparse.Span, _b, Y, panel, 0, Pixels);
    }

    public void InputGradient()
    {
        for (int i = 0; i < _images; i++)
            _plan.Spread(_dy.AsSpan(i * Shape.OutputSize, Shape.OutputSize), _spread.Span.Slice(i * _plan.SpreadSize, _plan.SpreadSize));
        DenseConvolution.Forward(_back, _spread.Span, _packedBack.Span, [], Dx, 0, _images * Shape.Height * Shape.Width);
    }

    /// <summary>The way that the engine takes where the plan says so; the weight is transformed each time.</summary>
    public void WinogradInputGradient()
    {
        var plan = _tiles!;
        int tiles = _images * plan.Tiling.Tiles;
        for (int panel = 0; panel < plan.Panels; panel++)
            Kernels.Winograd.WinogradInputGradient.PackPanel(plan, _w, _tileWeight.Span, panel);
        for (int begin = 0; begin < tiles; begin += WinogradInputPlan.BlockTiles)
            Kernels.Winograd.WinogradInputGradient.Compute(plan, _dy, _tileWeight.Span, Dx, _tileScratch.Span, begin, Math.Min(tiles, begin + WinogradInputPlan.BlockTiles));
    }

    public bool HasTiles => _tiles is not null;

    public bool HasWeightTiles => _weightTiles is not null;

    /// <summary>The way that the engine takes for values that no neurons made, where the plan says so.</summary>
    public void WinogradWeightGradient()
    {
        var plan = _weightTiles!;
        for (int i = 0; i < _images; i++)
            Kernels.Winograd.WinogradWeightGradient.Transform(plan, _x.AsSpan(i * Shape.InputSize, Shape.InputSize), _dy.AsSpan(i * Shape.OutputSize, Shape.OutputSize), _leftSides.Span, _rightSides.Span, i, _images);
        for (int panel = 0; panel < plan.OutputPanels; panel++)
        {
            for (int begin = 0; begin < plan.InputPanels; begin += PanelsAtOnce)
                Kernels.Winograd.WinogradWeightGradient.Accumulate(plan, All, _leftSides.Span, _rightSides.Span, _products.Span, Dw, panel, begin, Math.Min(plan.InputPanels, begin + PanelsAtOnce));
        }
    }

    public void DenseWeight()
    {
        for (int i = 0; i < _images; i++)
        {
            DenseWeightGradient.PackInput(_plan, _x.AsSpan(i * Shape.InputSize, Shape.InputSize), _inputPanels.Span, i, _images);
            DenseWeightGradient.PackGradient(_plan, _dy.AsSpan(i * Shape.OutputSize, Shape.OutputSize), _gradientPanels.Span, i, _images);
        }

        int perGroup = DenseWeightGradient.InputPanels(Shape) / Shape.Groups;
        for (int group = 0; group < Shape.Groups; group++)
        {
            for (int panel = 0; panel < DenseWeightGradient.OutputPanels(Shape); panel++)
                DenseWeightGradient.Accumulate(_plan, All, _inputPanels.Span, _gradientPanels.Span, _scratch.Span, Dw, panel, group * perGroup, (group + 1) * perGroup);
        }
    }

    public void SparseWeightGradients()
    {
        SparseWeightGradient.Spread(_plan, _dy, _panels.Span, 0, SparseWeightGradient.Panels(Shape));
        for (int band = 0; band < _bands.Length; band++)
            SparseWeightGradient.Collect(_plan, All, _x, _cuts[band], _bands[band]);
        for (int panel = 0; panel < SparseWeightGradient.Panels(Shape); panel++)
        {
            for (int channel = 0; channel < Shape.InputChannels; channel += SparseWeightGradient.ChannelChunk)
                SparseWeightGradient.Accumulate(_plan, All, CollectionsMarshal.AsSpan(_cuts), _bands, _panels.Span, _scratch.Span, Dw, panel, channel, Math.Min(Shape.InputChannels, channel + SparseWeightGradient.ChannelChunk));
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
            int y = random.NextInt32(0, Shape.OutputSize), dx = random.NextInt32(0, Shape.InputSize), dw = random.NextInt32(0, Dw.Length);
            Close.SameBits([OutputAt(y)], Y.Slice(y, 1), $"y {y}");
            Close.SameBits([WeightGradientAt(dw)], Dw.AsSpan(dw, 1), $"dw {dw}");
            Close.Relative([InputGradientAt(dx)], Dx.Slice(dx, 1), 1e-4, $"dx {dx}", absolute: 1e-4);
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
        for (int pixel = 0; pixel < _images * Pixels; pixel++)
        {
            if (Input(pixel % Pixels, k) is >= 0 and int i)
                sum = MathF.FusedMultiplyAdd(_x[pixel / Pixels * Shape.InputSize + i], _dy[pixel * Shape.OutputChannels + co], sum);
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

    private static Memory<float> Aligned(int length)
    {
        var (array, start) = AlignedArray.Allocate(length);
        return array.AsMemory(start, length);
    }
}
