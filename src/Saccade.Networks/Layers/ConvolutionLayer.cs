using Saccade.Kernels.Convolution;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>Two-dimensional convolution: <c>weight</c> [KH, KW, Cin / groups, Cout] and, if asked for, <c>bias</c> [Cout].</summary>
public sealed class ConvolutionLayer : Layer
{
    private readonly ConvolutionPlan _plan;

    private ConvolutionLayer(ParameterScope scope, LayerDescription.Convolution d, ConvolutionPlan plan)
        : base(scope.Name, d)
    {
        var s = plan.Shape;
        _plan = plan;
        Weight = scope.Get("weight", ParameterKind.Weight, new Shape("HWIO", s.KernelHeight, s.KernelWidth, s.GroupInputs, s.OutputChannels), Initialisers.KaimingNormal(s.KernelHeight * s.KernelWidth * s.GroupOutputs));
        Bias = d.Bias ? scope.Get("bias", ParameterKind.Bias, new Shape("O", s.OutputChannels), Initialisers.Uniform(1 / Math.Sqrt(s.Depth))) : null;
    }

    /// <summary>The weight.</summary>
    public Parameter Weight { get; }

    /// <summary>The bias, or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Extents of the convolution.</summary>
    public ConvolutionShape Shape => _plan.Shape;

    internal static ConvolutionLayer Create(ParameterScope scope, LayerDescription.Convolution d, FeatureSize input)
    {
        var plan = new ConvolutionPlan(new ConvolutionShape(input.Height, input.Width, input.Channels, d.Outputs, d.Kernel, d.Kernel, d.Stride, d.Padding, d.Groups));
        return new ConvolutionLayer(scope, d, plan)
        {
            Output = new FeatureSize(plan.Shape.OutputHeight, plan.Shape.OutputWidth, d.Outputs),
            MultiplyAdds = plan.Shape.MultiplyAdds,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Bias is null ? [Weight] : [Weight, Bias];

    internal override Tensor Forward(Tensor x, ForwardPass pass)
        => ConvolutionOp.Apply(_plan, x, pass.Use(Weight), Bias is null ? null : pass.Use(Bias));
}
