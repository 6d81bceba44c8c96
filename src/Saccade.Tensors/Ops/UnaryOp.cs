using Saccade.Kernels.Elementwise;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>y = f(x) for every element. Gradient: dx = f'(x) dy. The functions and their derivatives are those of <see cref="UnaryFunction"/>.</summary>
public sealed class UnaryOp : Operation
{
    private readonly UnaryFunction _function;
    private readonly Tensor _x;

    private UnaryOp(UnaryFunction function, Tensor x, Tensor output)
        : base(output) => (_function, _x) = (function, x);

    /// <summary>Applies a function to any shape.</summary>
    public static Tensor Apply(UnaryFunction function, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(x);
        var y = x.Tape.Make(x.Shape, x.RequiresGradient);
        x.Tape.Kernels.Unary(function, x.Storage, y.Storage);
        return x.Tape.Record(new UnaryOp(function, x, y));
    }

    /// <summary>y = factor x.</summary>
    public static Tensor Scale(Tensor x, float factor) => Apply(new UnaryFunction.Scale(factor), x);

    /// <summary>y = e^x.</summary>
    public static Tensor Exp(Tensor x) => Apply(new UnaryFunction.Exp(), x);

    /// <summary>y = ln x.</summary>
    public static Tensor Log(Tensor x) => Apply(new UnaryFunction.Log(), x);

    /// <summary>y = 1 / (1 + e^-x).</summary>
    public static Tensor Sigmoid(Tensor x) => Apply(new UnaryFunction.Sigmoid(), x);

    /// <summary>y = tanh x.</summary>
    public static Tensor Tanh(Tensor x) => Apply(new UnaryFunction.Tanh(), x);

    /// <summary>y = x P(x) with the distribution function P of the standard normal distribution.</summary>
    public static Tensor Gelu(Tensor x) => Apply(new UnaryFunction.Gelu(), x);

    /// <summary>y = max(0, x).</summary>
    public static Tensor Relu(Tensor x) => Apply(new UnaryFunction.Relu(), x);

    /// <summary>y = sqrt x.</summary>
    public static Tensor Sqrt(Tensor x) => Apply(new UnaryFunction.Sqrt(), x);

    /// <summary>y = |x|.</summary>
    public static Tensor Abs(Tensor x) => Apply(new UnaryFunction.Abs(), x);

    /// <summary>y = x, but at least <paramref name="low"/> and at most <paramref name="high"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are NaN or in the wrong order.</exception>
    public static Tensor Clamp(Tensor x, float low, float high) => Apply(new UnaryFunction.Clamp(low, high), x);

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.Fresh(_x);
        back.Kernels.UnaryGradient(_function, _x.Storage, Output.Storage, outputGradient, dx.Storage);
        back.Deliver(_x, dx);
    }
}
