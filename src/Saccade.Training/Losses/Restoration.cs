using Saccade.Kernels.Convolution;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Losses;

/// <summary>
/// The restoration block of BKDSNN (arXiv 2407.09083), after masked generative distillation (Yang et al. 2022): 3x3 convolution, ReLU, 3x3 convolution, both with bias, [H, W, C] to [H, W, C];
/// 2 (9 C^2 + C) parameters. Weights and biases start uniform in 1 / sqrt(9 C) around 0, as PyTorch draws them.
/// </summary>
internal sealed class Restoration
{
    private const int Kernel = 3;

    private readonly ConvolutionPlan _plan;
    private readonly Parameter[] _parameters;

    public Restoration(LayerScope scope, FeatureSize map)
    {
        var shape = new ConvolutionShape(map.Height, map.Width, map.Channels, map.Channels, Kernel, Kernel, Stride: 1, Padding: 1);
        var start = Initialisers.Uniform(1 / Math.Sqrt(shape.Depth));
        _plan = new ConvolutionPlan(shape);
        _parameters = [.. new[] { "first", "second" }.SelectMany(name => (Parameter[])
        [
            scope.Sub(name).Get("weight", ParameterKind.Weight, new Shape("HWIO", Kernel, Kernel, map.Channels, map.Channels), start),
            scope.Sub(name).Get("bias", ParameterKind.Bias, new Shape("O", map.Channels), start),
        ])];
    }

    public IReadOnlyList<Parameter> Parameters => _parameters;

    public Tensor Forward(Tensor x, ForwardPass pass) => Convolve(UnaryOp.Relu(Convolve(x, pass, 0)), pass, 2);

    private Tensor Convolve(Tensor x, ForwardPass pass, int first) => ConvolutionOp.Apply(_plan, x, pass.Use(_parameters[first]), pass.Use(_parameters[first + 1]));
}
