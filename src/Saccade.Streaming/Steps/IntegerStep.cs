using Saccade.Kernels.Convolution;
using Saccade.Kernels.Sparse;
using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>
/// A convolution or linear layer of spikes with weights of 8 bits: each output channel has a scale, its largest weight divided by 127. Spikes are whole numbers, so nothing else is rounded: sums are exact, and cannot
/// overflow.
/// </summary>
internal sealed class IntegerStep : PlanStep
{
    private readonly ConvolutionShape _shape;
    private readonly short[] _packed;
    private readonly float[] _scale, _bias;
    private readonly WholeNumbers _numbers;

    private IntegerStep(Layer layer, ConvolutionShape shape, float[] weight, float[]? bias, StepValue x, WholeNumbers numbers, PlanBuilder plan)
        : base(layer.Path, ConvolutionStep.TitleOf(layer) + ", 8 bits", [x], StepValue.Of(layer.Output))
    {
        (_shape, _numbers, _bias) = (shape, numbers, bias ?? new float[shape.OutputChannels]);
        _scale = new float[shape.OutputChannels];
        sbyte[] whole = Quantised(weight, _scale);
        _packed = new short[IntegerConvolution.Length(shape)];
        IntegerConvolution.Pack(shape, whole, _packed);
        foreach (ref float scale in _scale.AsSpan())
            scale /= numbers.Parts;
        plan.Lists(shape);
    }

    public override long Bytes => (sizeof(short) * (long)_packed.Length) + (sizeof(float) * ((long)_scale.Length + _bias.Length));

    public override long MultiplyAdds => _shape.MultiplyAdds;

    /// <summary>It always skips zeros.</summary>
    public override double? DenseFrom => double.PositiveInfinity;

    /// <summary>The step, or null where the input is real numbers, or where sums might overflow.</summary>
    public static IntegerStep? For(Layer layer, ConvolutionShape shape, float[] weight, float[]? bias, StepValue x, PlanBuilder plan)
        => plan.Options.Weights == PlanWeights.Int8 && x.Whole is { } numbers && IntegerConvolution.Problem(shape, numbers.Most) is null
            ? new IntegerStep(layer, shape, weight, bias, x, numbers, plan)
            : null;

    public override void Run(StepMemory memory, StreamState state)
    {
        ReadOnlySpan<float> x = memory[Inputs[0]];
        IntegerConvolution.Collect(_shape, x, memory.Active);
        memory.Density = (double)memory.Active.Count / x.Length;
        IntegerConvolution.Forward(_shape, memory.Active, _numbers.Parts, _numbers.Most, _packed, _scale, _bias, memory[Output]);
    }

    /// <summary>Weights [depth, channels] as whole numbers of their channel's scale, rounded to the nearest, ties to even.</summary>
    private static sbyte[] Quantised(float[] weight, float[] scale)
    {
        int channels = scale.Length;
        for (int i = 0; i < weight.Length; i++)
            scale[i % channels] = Math.Max(scale[i % channels], Math.Abs(weight[i]));
        foreach (ref float s in scale.AsSpan())
            s = s > 0 ? s / IntegerConvolution.LargestWeight : 1;
        sbyte[] whole = new sbyte[weight.Length];
        for (int i = 0; i < weight.Length; i++)
            whole[i] = (sbyte)Math.Clamp(MathF.Round(weight[i] / scale[i % channels]), -IntegerConvolution.LargestWeight, IntegerConvolution.LargestWeight);
        return whole;
    }
}
