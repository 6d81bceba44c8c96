using Saccade.Kernels.Pooling;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Streams;
using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>Average or maximum of windows. Both leave the units of spikes as they are: heights are above 0.</summary>
internal sealed class PoolStep : SingleStep
{
    private readonly PoolGeometry _geometry;
    private readonly bool _isMax;

    private PoolStep(PoolLayer layer, Pooling pooling, StepValue x, StepValue y)
        : base(layer.Path, $"{layer.Description.Title} {pooling.Kernel}x{pooling.Kernel}", [x], y)
        => (_geometry, _isMax) = (pooling.GeometryOn(x.Size), pooling is MaxPool);

    public static StepValue Compile(PoolLayer layer, StepValue x, PlanBuilder plan)
    {
        if (x.Units?.Any(unit => !(unit > 0)) == true)
            x = plan.Plain(layer.Path, x);
        var pooling = (Pooling)layer.Description;
        var whole = pooling is MaxPool ? x.Whole : x.Whole?.MeanOf(pooling.Kernel * pooling.Kernel);
        if (x.IsBytes && whole is null)
            x = plan.Plain(layer.Path, x);
        return plan.Add(new PoolStep(layer, pooling, x, StepValue.Of(layer.Output, x.Units, whole)));
    }

    protected override void Run(StepMemory memory, StreamState state)
    {
        if (Output.IsBytes && _isMax)
            ByteMaps.Max(memory.BytesOf(Inputs[0]), _geometry, memory.BytesOf(Output));
        else if (Output.IsBytes)
            ByteMaps.Sum(memory.BytesOf(Inputs[0]), _geometry, memory.BytesOf(Output));
        else if (_isMax)
            MaxPoolKernels.Forward(memory[Inputs[0]], _geometry, memory[Output]);
        else
            AveragePoolKernels.Forward(memory[Inputs[0]], _geometry, memory[Output]);
    }
}

/// <summary>Means over windows that divide the map: first of rows, then of columns, or of the whole map at once.</summary>
internal sealed class AdaptivePoolStep : SingleStep
{
    private readonly StepSlot? _rows;
    private readonly int _size;

    private AdaptivePoolStep(AdaptiveAveragePoolLayer layer, StepValue x, StepValue y)
        : base(layer.Path, layer.Description.Title, [x], y)
    {
        _size = layer.Output.Height;
        if (_size > 1)
            _rows = new StepSlot(_size * x.Size.Width * x.Size.Channels);
    }

    public override IReadOnlyList<StepSlot> Scratch => _rows is null ? [] : [_rows];

    public static StepValue Compile(AdaptiveAveragePoolLayer layer, StepValue x, PlanBuilder plan) => plan.Add(new AdaptivePoolStep(layer, plan.Plain(layer.Path, x), StepValue.Of(layer.Output)));

    protected override void Run(StepMemory memory, StreamState state)
    {
        var (height, width, channels, _) = Inputs[0].Size;
        if (_rows is null)
        {
            Mean(new AxisExtents(1, height * width, channels), memory[Inputs[0]], memory[Output]);
            return;
        }

        var rows = memory[_rows];
        Windows(memory[Inputs[0]], height, width * channels, rows);
        for (int row = 0; row < _size; row++)
            Windows(rows.Slice(row * width * channels, width * channels), width, channels, memory[Output].Slice(row * _size * channels, _size * channels));
    }

    private void Windows(ReadOnlySpan<float> x, int extent, int inner, Span<float> y)
    {
        if (extent == _size)
        {
            x.CopyTo(y);
            return;
        }

        for (int i = 0; i < _size; i++)
        {
            int first = i * extent / _size, last = (((i + 1) * extent) + _size - 1) / _size;
            Mean(new AxisExtents(1, last - first, inner), x[(first * inner)..(last * inner)], y.Slice(i * inner, inner));
        }
    }

    private static void Mean(AxisExtents extents, ReadOnlySpan<float> x, Span<float> y) => AxisKernels.Reduce(Reduction.Sum, extents, x, extents.Length, y, 0, y.Length);
}

/// <summary>The mean of consecutive features.</summary>
internal sealed class VoteStep(VoteLayer layer, StepValue x, StepValue y) : SingleStep(layer.Path, layer.Description.Title, [x], y)
{
    private readonly AxisExtents _extents = new(y.Size.Count, x.Size.Count / y.Size.Count, 1);

    public static StepValue Compile(VoteLayer layer, StepValue x, PlanBuilder plan) => plan.Add(new VoteStep(layer, plan.Plain(layer.Path, x), StepValue.Of(layer.Output)));

    protected override void Run(StepMemory memory, StreamState state) => AxisKernels.Reduce(Reduction.Sum, _extents, memory[Inputs[0]], _extents.Length, memory[Output], 0, _extents.Outer);
}
