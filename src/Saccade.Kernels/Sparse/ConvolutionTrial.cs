using Saccade.Kernels.Convolution;
using Saccade.Kernels.Memory;
using Saccade.Kernels.Random;

namespace Saccade.Kernels.Sparse;

/// <summary>Times the two paths of one convolution of one image, for <see cref="ConvolutionCost.Measure"/>.</summary>
internal sealed class ConvolutionTrial
{
    private const int Repetitions = 40, MostWarmUps = 400;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(0.5);
    private readonly ConvolutionPlan _plan;
    private readonly Memory<float> _dense, _sparse, _padded, _output;
    private readonly float[] _image;
    private readonly TimeProvider _time;

    public ConvolutionTrial(ConvolutionShape shape, TimeProvider time)
    {
        (Shape, _time, _plan) = (shape, time, new ConvolutionPlan(shape));
        float[] weight = new float[shape.WeightSize];
        Array.Fill(weight, 0.01f);
        _image = new float[shape.InputSize];
        (_dense, _sparse) = (Aligned(PackedWeight.Length(shape)), Aligned(SparseWeight.Length(shape)));
        (_padded, _output) = (Aligned(_plan.PaddedSize), Aligned(shape.OutputSize));
        _padded.Span.Clear();
        PackedWeight.Pack(shape, weight, _dense.Span);
        SparseWeight.Pack(shape, weight, _sparse.Span);
    }

    public ConvolutionShape Shape { get; }

    private int Pixels => Shape.OutputHeight * Shape.OutputWidth;

    /// <summary>Runs both paths until the runtime has compiled them at full optimisation, which it does in the background and some time after their first calls.</summary>
    public void WarmUp()
    {
        var inputs = Spikes(0.1);
        long start = _time.GetTimestamp();
        for (int i = 0; i < MostWarmUps && _time.GetElapsedTime(start) < _warmUp; i++)
        {
            Dense();
            Sparse(inputs);
        }
    }

    /// <summary>
    /// Seconds for each output pixel, dense and at two densities of spikes, the best of many runs that take turns: who shares the machine for a moment
    /// disturbs all three alike.
    /// </summary>
    public (double Dense, double Few, double More) Seconds(double few, double more)
    {
        NonZeros[] fewInputs = Spikes(few), moreInputs = Spikes(more);
        double dense = double.PositiveInfinity, low = dense, high = dense;
        for (int i = 0; i < Repetitions; i++)
        {
            dense = Math.Min(dense, Time(Dense));
            low = Math.Min(low, Time(() => Sparse(fewInputs)));
            high = Math.Min(high, Time(() => Sparse(moreInputs)));
        }

        return (dense, low, high);
    }

    private void Dense() => DenseConvolution.Forward(_plan, _padded.Span, _dense.Span, [], _output.Span, 0, Pixels);

    private void Sparse(NonZeros[] inputs)
    {
        for (int panel = 0; panel < SparseWeight.Panels(Shape); panel++)
            SparseConvolution.Forward(_plan, inputs, _sparse.Span, [], _output.Span, panel, 0, Pixels);
    }

    private NonZeros[] Spikes(double density)
    {
        var random = new CounterRandom(1, RandomPurpose.Test);
        for (int i = 0; i < _image.Length; i++)
            _image[i] = random.NextSingle() < density ? 1 : 0;
        NonZeros[] inputs = [new()];
        SparseConvolution.Collect(Shape, _image, inputs[0]);
        return inputs;
    }

    private double Time(Action run)
    {
        long start = _time.GetTimestamp();
        run();
        return _time.GetElapsedTime(start).TotalSeconds / Pixels;
    }

    private static Memory<float> Aligned(int length)
    {
        var (array, start) = AlignedArray.Allocate(length);
        return array.AsMemory(start, length);
    }
}
