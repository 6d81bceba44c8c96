using Saccade.Kernels.Convolution;
using Saccade.Kernels.Elementwise;
using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>Spiking self-attention: s (Q K^T) V for each head, in the order that the layer chooses, on the tile of the dense convolutions.</summary>
internal sealed class AttentionStep : SingleStep
{
    private readonly int _heads, _positions, _width;
    private readonly bool _keysFirst;
    private readonly ConvolutionPlan _first, _second;
    private readonly StepSlot _left, _right, _product, _packed, _result;
    private readonly UnaryFunction _scale;

    private AttentionStep(AttentionLayer layer, Attention attention, StepValue x, StepValue y)
        : base(layer.Path, $"{attention.Title}, {attention.Detail}", [x], y)
    {
        (_heads, _positions, _width) = (attention.Heads, y.Size.Height * y.Size.Width, y.Size.Channels / attention.Heads);
        _keysFirst = _width < _positions;
        _scale = new UnaryFunction.Scale(attention.Scale);
        // K^T V [width, width] and Q times it, or Q K^T [positions, positions] and it times V.
        _first = _keysFirst ? Product(_width, _positions, _width) : Product(_positions, _width, _positions);
        _second = _keysFirst ? Product(_positions, _width, _width) : Product(_positions, _positions, _width);
        (_left, _right, _result) = (new(_positions * _width), new(_positions * _width), new(_positions * _width));
        _product = new(_first.Shape.OutputSize);
        _packed = new(Math.Max(PackedWeight.Length(_first.Shape), PackedWeight.Length(_second.Shape)));
    }

    public override IReadOnlyList<StepSlot> Scratch => [_left, _right, _product, _packed, _result];

    public override long MultiplyAdds => _heads * (_first.Shape.MultiplyAdds + _second.Shape.MultiplyAdds);

    public static StepValue Compile(AttentionLayer layer, StepValue x, PlanBuilder plan)
        => plan.Add(new AttentionStep(layer, (Attention)layer.Description, plan.Plain(layer.Path, x), StepValue.Of(layer.Output)));

    protected override void Run(StepMemory memory, StreamState state)
    {
        ReadOnlySpan<float> x = memory[Inputs[0]];
        Span<float> y = memory[Output], left = memory[_left], right = memory[_right], product = memory[_product], result = memory[_result];
        for (int head = 0; head < _heads; head++)
        {
            if (_keysFirst)
            {
                Part(x, 1, head, left, turned: true);
                Part(x, 2, head, right, turned: false);
                Multiply(_first, left, right, memory[_packed], product);
                Part(x, 0, head, left, turned: false);
                Multiply(_second, left, product, memory[_packed], result);
            }
            else
            {
                Part(x, 0, head, left, turned: false);
                Part(x, 1, head, right, turned: true);
                Multiply(_first, left, right, memory[_packed], product);
                Part(x, 2, head, right, turned: false);
                Multiply(_second, product, right, memory[_packed], result);
            }

            for (int p = 0; p < _positions; p++)
                result.Slice(p * _width, _width).CopyTo(y[(((p * _heads) + head) * _width)..]);
        }

        ElementwiseKernels.Unary(_scale, y, y);
    }

    private static ConvolutionPlan Product(int rows, int depth, int columns) => new(new ConvolutionShape(rows, 1, depth, columns, 1, 1));

    private static void Multiply(ConvolutionPlan plan, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> packed, Span<float> result)
    {
        PackedWeight.Pack(plan.Shape, right, packed);
        DenseConvolution.Forward(plan, left, packed, [], result, 0, plan.Shape.Height);
    }

    /// <summary>Queries, keys or values of a head, [positions, width], or turned to [width, positions].</summary>
    private void Part(ReadOnlySpan<float> x, int part, int head, Span<float> target, bool turned)
    {
        int channels = _heads * _width, start = (part * channels) + (head * _width);
        for (int p = 0; p < _positions; p++)
        {
            var from = x.Slice((p * 3 * channels) + start, _width);
            if (!turned)
            {
                from.CopyTo(target[(p * _width)..]);
                continue;
            }

            for (int c = 0; c < _width; c++)
                target[(c * _positions) + p] = from[c];
        }
    }
}
