using Saccade.Kernels.Convolution;
using Saccade.Kernels.Memory;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Sparse;
using Saccade.Networks;
using Saccade.Streaming.Planning;
using Saccade.Tensors;

namespace Saccade.Streaming.Steps;

/// <summary>
/// A convolution or linear layer of a plan with the bits of the network, and in every plan one of groups. Its weights are kept in the layouts of both paths; which one runs is chosen at every step by the share of the
/// input that is not 0, and changes no bit.
/// </summary>
internal sealed class ConvolutionStep : SingleStep, IFirstStep
{
    private readonly ConvolutionPlan _plan;
    private readonly ConvolutionCost _cost;
    private readonly ReadOnlyMemory<float> _dense, _sparse, _bias;
    private readonly StepSlot? _padded;

    private ConvolutionStep(Layer layer, ConvolutionShape shape, float[] weight, float[]? bias, StepValue x, PlanBuilder plan)
        : base(layer.Path, TitleOf(layer), [x], StepValue.Of(layer.Output))
    {
        (_plan, _cost, _bias) = (new ConvolutionPlan(shape), plan.Options.Cost, bias);
        DenseFrom = SparseConvolution.Supports(shape) ? Crossover(shape, _cost) : 0;
        if (DenseFrom <= 1)
            _dense = shape.IsDepthwise ? weight : Packed(PackedWeight.Length(shape), target => PackedWeight.Pack(shape, weight, target.Span));
        if (DenseFrom > 0)
            _sparse = Packed(SparseWeight.Length(shape), target => SparseWeight.Pack(shape, weight, target.Span));
        Unpacked = plan.Steps.Count == 0 && shape.Groups == 1 ? weight : [];
        if (shape.Padding > 0)
            _padded = new StepSlot(_plan.PaddedSize);
        plan.Collects(shape);
    }

    /// <summary>The extents.</summary>
    public ConvolutionShape Shape => _plan.Shape;

    /// <summary>The weight [KH, KW, Cin, Cout] of the first step, for events one by one; of other steps empty.</summary>
    public ReadOnlyMemory<float> Unpacked { get; }

    /// <summary>The bias [Cout], or empty.</summary>
    public ReadOnlyMemory<float> Bias => _bias;

    public override IReadOnlyList<StepSlot> Scratch => _padded is null ? [] : [_padded];

    public override long Bytes => sizeof(float) * ((long)_dense.Length + _sparse.Length + _bias.Length + Unpacked.Length);

    public override long MultiplyAdds => _plan.Shape.MultiplyAdds;

    public override double? DenseFrom { get; }

    public static StepValue Compile(ConvolutionLayer layer, StepValue x, PlanBuilder plan) => Compile(layer, layer.Shape, layer.Weight, layer.Bias, x, plan);

    public static StepValue Compile(LinearLayer layer, StepValue x, PlanBuilder plan)
        => Compile(layer, new ConvolutionShape(1, 1, x.Size.Count, layer.Output.Channels, 1, 1), layer.Weight, layer.Bias, x, plan);

    public void Finish(StepMemory memory, ReadOnlySpan<float> sums, StreamState state) => sums.CopyTo(memory[Output]);

    protected override void Run(StepMemory memory, StreamState state)
    {
        var shape = _plan.Shape;
        Span<float> x = memory[Inputs[0]], y = memory[Output];
        int pixels = shape.OutputHeight * shape.OutputWidth;
        memory.Density = (double)ReduceKernels.CountNonZero(x) / x.Length;
        if (memory.Density < DenseFrom)
        {
            SparseConvolution.Collect(shape, x, memory.Active);
            for (int panel = 0; panel < SparseWeight.Panels(shape); panel++)
                SparseConvolution.Forward(_plan, [memory.Active], _sparse.Span, _bias.Span, y, panel, 0, pixels);
            return;
        }

        var padded = x;
        if (_padded is not null)
        {
            padded = memory[_padded];
            _plan.Pad(x, padded);
        }

        if (shape.IsDepthwise)
            DepthwiseConvolution.Forward(_plan, padded, _dense.Span, _bias.Span, y, 0, pixels);
        else
            DenseConvolution.Forward(_plan, padded, _dense.Span, _bias.Span, y, 0, pixels);
    }

    private static StepValue Compile(Layer layer, ConvolutionShape shape, Parameter weights, Parameter? biases, StepValue x, PlanBuilder plan)
    {
        float[] weight = [.. weights.Values];
        float[]? bias = biases is null ? null : [.. biases.Values];
        if (plan.Take<BatchNormLayer>() is { } norm)
        {
            bias ??= new float[shape.OutputChannels];
            BatchNormKernels.Fold(norm.RunningMean.Values, NormStep.FactorOf(norm), norm.Shift.Values, weight, bias);
        }

        return plan.Options.Fold && shape.Groups == 1
            ? plan.Add(new SynapseStep(layer, shape, weight, bias ?? new float[shape.OutputChannels], x, plan.Take<SpikingLayer>(), plan))
            : plan.Add(new ConvolutionStep(layer, shape, weight, bias, plan.Plain(layer.Path, x), plan));
    }

    /// <summary>What tables call the step of a layer.</summary>
    public static string TitleOf(Layer layer) => layer.Description.Title + (layer.Description.Detail.Length > 0 ? $" {layer.Description.Detail}" : "");

    /// <summary>The density from which on the dense path is cheaper; above 1 if it never is.</summary>
    internal static double Crossover(ConvolutionShape shape, ConvolutionCost cost)
    {
        double low = 0, high = 2;
        for (int i = 0; i < 40; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = cost.SparseForwardWins(shape, middle) ? (middle, high) : (low, middle);
        }

        return high < 1e-9 ? 0 : high;
    }

    internal static ReadOnlyMemory<float> Packed(int length, Action<Memory<float>> pack)
    {
        var (array, start) = AlignedArray.Allocate(length);
        var memory = array.AsMemory(start, length);
        pack(memory);
        return memory;
    }
}
