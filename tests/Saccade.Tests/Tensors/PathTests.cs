using Saccade.Kernels.Convolution;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Sparse;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>Which path is taken follows from what the engine was told, is counted, and changes no bit.</summary>
public sealed class PathTests
{
    private const int Steps = 3, Batch = 4, Images = Steps * Batch, Side = 10, Inputs = 16, Outputs = 24;

    [Fact]
    public void Costs_DecideBetweenDenseAndSparse_AndChangeNoBit()
    {
        using var dense = new Engine(2, new ConvolutionCost(1e9, 1e9));
        using var sparse = new Engine(2, new ConvolutionCost(0, 0));

        var (expected, actual) = (Convolution(dense), Convolution(sparse));

        Assert.Equal(new KernelUse(DenseForward: Images, DenseWeight: Images), dense.TakeKernelUse());
        Assert.Equal(new KernelUse(SparseForward: Images, SparseWeight: Images), sparse.TakeKernelUse());
        foreach (var (one, other) in expected.Zip(actual))
            Close.SameBits(one, other, "output and gradients");
    }

    [Fact]
    public void Engine_WithoutCosts_HasTheUsual_AndTheReferenceHasNoChoice()
    {
        using var engine = new Engine(1);
        using var reference = Engine.Reference();

        Assert.Equal(ConvolutionCost.Usual, engine.ConvolutionCost);
        Assert.Null(reference.ConvolutionCost);
    }

    // Any number of channels goes the short way, also those of transformers, which are no powers of two.
    [Theory]
    [InlineData(Inputs)]
    [InlineData(7)]
    [InlineData(192)]
    [InlineData(384)]
    public void Neurons_BehindABatchNorm_AreCountedApart(int channels)
    {
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: true);
        var x = tape.Constant(new Shape("TNF", Steps, Batch, channels), RandomData.Normal(Images * channels, 1));
        Tensor scale = tape.Variable(new Shape("C", channels), RandomData.Normal(channels, 2)), shift = tape.Variable(new Shape("C", channels), new float[channels]);

        NeuronOp.Apply(new NeuronParameters(), x);
        NeuronOp.Apply(new NeuronParameters(), BatchNormOp.Train(x, scale, shift, 1e-5, [], [], 0.1));

        Assert.Equal(new KernelUse(Neurons: 1, NormalizedNeurons: 1), engine.TakeKernelUse());
        Assert.Equal(new KernelUse(), engine.TakeKernelUse());
    }

    // So many images that they are transformed in several stretches.
    [Fact]
    public void Weights_OfWideConvolutions_GoThroughTransforms_WithTheSameBitsForAnyThreadsAndProcesses()
    {
        const int Samples = 8;
        using var engine = new Engine(1);
        float[] expected = WideWeightGradient(engine, Samples, null, fired: false);

        Assert.Equal(Steps * Samples, engine.TakeKernelUse().TiledWeight);
        using var threads = new Engine(3);
        Close.SameBits(expected, WideWeightGradient(threads, Samples, null, fired: false), "3 threads");
        foreach (float[] part in ThreadExchange.Run(3, exchange =>
        {
            using var mine = new Engine(1, exchange: exchange);
            return WideWeightGradient(mine, Samples, BatchPart.Of(exchange, Samples), fired: false);
        }))
        {
            Close.SameBits(expected, part, "3 processes");
        }
    }

    [Fact]
    public void Weights_BehindNeurons_GoTheSparseWay_WhateverFires()
    {
        using var engine = new Engine(1, new ConvolutionCost(0, 0));

        WideWeightGradient(engine, Batch, null, fired: true);

        var use = engine.TakeKernelUse();
        Assert.Equal((0, Steps * Batch), (use.TiledWeight, use.SparseWeight));
    }

    private static float[] WideWeightGradient(Engine engine, int samples, BatchPart? part, bool fired)
    {
        const int Wide = 24, Channels = 64;
        var (first, count) = (part?.First ?? 0, part?.Count ?? samples);
        int image = Wide * Wide * Channels;
        float[] Mine(float[] all) => [.. Enumerable.Range(0, Steps).SelectMany(t => all.Skip((t * samples + first) * image).Take(count * image))];
        using var tape = new Tape(engine, recording: true) { Part = part };
        var x = tape.Constant(new Shape("TNHWC", Steps, count, Wide, Wide, Channels), Mine(RandomData.Normal(Steps * samples * image, 1)));
        var w = tape.Variable(new Shape("HWIO", 3, 3, Channels, Channels), RandomData.Normal(9 * Channels * Channels, 2));
        var input = fired ? NeuronOp.Apply(new NeuronParameters(), x) : x;
        var y = ConvolutionOp.Apply(new ConvolutionPlan(new(Wide, Wide, Channels, Channels, 3, 3, 1, 1)), input, w, null);
        using var gradients = tape.Backward(y, Mine(RandomData.Normal(Steps * samples * image, 3)));
        return gradients.Of(w).ToArray();
    }

    private static float[][] Convolution(Engine engine)
    {
        using var tape = new Tape(engine, recording: true);
        var x = tape.Variable(new Shape("TNHWC", Steps, Batch, Side, Side, Inputs), RandomData.Spikes(Images * Side * Side * Inputs, 0.2, 1));
        var w = tape.Variable(new Shape("HWIO", 3, 3, Inputs, Outputs), RandomData.Normal(9 * Inputs * Outputs, 2));
        var y = ConvolutionOp.Apply(new ConvolutionPlan(new(Side, Side, Inputs, Outputs, 3, 3, 1, 1)), x, w, null);
        float[] values = y.Values.ToArray();
        using var gradients = tape.Backward(y, RandomData.Normal(values.Length, 3));
        return [values, gradients.Of(x).ToArray(), gradients.Of(w).ToArray()];
    }
}
