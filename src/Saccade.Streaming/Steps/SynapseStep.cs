using Saccade.Kernels.Convolution;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Streams;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>
/// A convolution or linear layer of a folded plan, and the neurons after it: active inputs are listed, the weight rows of each added, and a tile of sums charges, fires and resets its neurons while it is in the nearest cache. Threads
/// share panels of output channels, and rows of the map where a panel's weights are small.
/// </summary>
/// <remarks>
/// With weights of 8 bits each output channel has a scale (<see cref="WholeWeight"/>). Folding changes scales alone, so the whole numbers of a model of 8 bits are those of its file. Spikes are whole numbers, so sums are exact. The first layer sees counts, which may be large, and keeps its whole numbers as floats:
/// exact up to 2^24. Other layers of real inputs keep their weights.
/// </remarks>
internal sealed class SynapseStep : PlanStep, ISharedStep, IFirstStep
{
    /// <summary>Weights of a panel up to which rows of the map are shared too: each thread reads all of them.</summary>
    private const long SmallPanel = 512 << 10;

    private readonly ConvolutionPlan _plan;
    private readonly PairWeight? _pairs;
    private readonly ReadOnlyMemory<float> _sparse, _dense;
    private readonly FireTable _table;
    private readonly StepSlot? _padded, _map;
    private readonly int _columns, _panels;

    public SynapseStep(Layer layer, ConvolutionShape shape, float[] weight, float[] bias, StepValue x, SpikingLayer? neurons, PlanBuilder plan)
        : base(layer.Path, TitleOf(layer, IsWhole(shape, x, plan), neurons), [x], neurons is null ? StepValue.Of(layer.Output) : FireStep.OutputOf(neurons))
    {
        (_plan, NeuronPath) = (new ConvolutionPlan(shape), neurons?.Path);
        if (x.Units is not null)
            Multiply(weight, shape, x.Units);
        float[] gain = new float[shape.OutputChannels];
        Array.Fill(gain, 1f / (x.Whole?.Parts ?? 1));
        bool isFirst = plan.Steps.Count == 0;
        if (IsWhole(shape, x, plan))
            _pairs = new PairWeight(shape, Rounded(weight, gain), x.Whole!.Most);
        else if (isFirst && plan.Options.Weights == WeightFormat.Int8)
            weight = [.. Rounded(weight, gain).Select(w => (float)w)];
        (_columns, _panels) = _pairs is null ? (StreamConvolution.Columns(shape), StreamConvolution.Panels(shape)) : (PairWeight.Columns(shape), PairWeight.Panels(shape));
        DenseFrom = _pairs is null ? ConvolutionStep.Crossover(shape, plan.Options.Cost) : double.PositiveInfinity;
        if (DenseFrom <= 1)
        {
            _dense = ConvolutionStep.Packed(PackedWeight.Length(shape), target => PackedWeight.Pack(shape, weight, target.Span));
            (_padded, _map) = (new StepSlot(_plan.PaddedSize), new StepSlot(shape.OutputSize));
        }

        if (_pairs is null)
            _sparse = ConvolutionStep.Packed(StreamConvolution.Length(shape), target => StreamConvolution.Pack(shape, weight, target.Span));
        Unpacked = isFirst ? weight : [];
        _table = neurons is null ? FireTable.Of(gain, bias) : FireTable.Of(gain, bias, neurons.Neurons);
        State = neurons is null ? default : plan.State(neurons.Neurons, shape.OutputSize);
        plan.Lists(shape);
    }

    /// <inheritdoc/>
    public ConvolutionShape Shape => _plan.Shape;

    /// <inheritdoc/>
    public ReadOnlyMemory<float> Unpacked { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<float> Bias => default;

    /// <summary>Whether its weights have 8 bits.</summary>
    public bool IsInteger => _pairs is not null;

    public override IReadOnlyList<StepSlot> Scratch => _padded is null || _map is null ? [] : [_padded, _map];

    public override StateSlot State { get; }

    public override string? NeuronPath { get; }

    public override long Bytes => (sizeof(float) * ((long)_dense.Length + _sparse.Length + Unpacked.Length + (4 * Shape.OutputChannels))) + (_pairs?.Length ?? 0);

    public override long MultiplyAdds => Shape.MultiplyAdds;

    public override double? DenseFrom { get; }

    private int Pixels => Shape.OutputHeight * Shape.OutputWidth;

    public override void Run(StepMemory memory, int steps, StreamState state)
    {
        if (DenseFrom > 1 || DensityOf(memory, steps) < DenseFrom)
        {
            List(memory, steps, state);
            memory.Run(this, state, Phase.Sparse, _panels * SumBands(memory));
            return;
        }

        for (int step = 0; step < steps; step++)
        {
            memory.Current = step;
            Pad(memory);
            memory.Run(this, state, Phase.Dense, memory.Threads);
        }
    }

    public void Task(StepMemory memory, StreamState state, int phase, int task, int worker)
    {
        if (phase == Phase.List)
            List(memory, task / ListBands(memory), task % ListBands(memory));
        else if (phase == Phase.Sparse)
            Sum(memory, state, task / SumBands(memory), task % SumBands(memory), worker);
        else
            Dense(memory, state, task);
    }

    public void Finish(StepMemory memory, ReadOnlySpan<float> sums, StreamState state)
        => Hand(memory, state, 0, sums, Shape.OutputChannels, 0, 0, Pixels);

    private static bool IsWhole(in ConvolutionShape shape, StepValue x, PlanBuilder plan)
        => plan.Options.Weights == WeightFormat.Int8 && x.Whole is { } numbers && PairWeight.Problem(shape, numbers.Most) is null;

    private static string TitleOf(Layer layer, bool isWhole, SpikingLayer? neurons)
        => ConvolutionStep.TitleOf(layer) + (isWhole ? ", 8 bits" : "") + (neurons is null ? "" : $" + {neurons.Description.Title}");

    /// <summary>Each input channel of a weight [KH, KW, Cin, Cout] times its unit.</summary>
    private static void Multiply(float[] weight, ConvolutionShape shape, IReadOnlyList<float> units)
    {
        for (int row = 0; row < shape.Depth; row++)
        {
            for (int c = 0; c < shape.OutputChannels; c++)
                weight[(row * shape.OutputChannels) + c] *= units[row % shape.InputChannels % units.Count];
        }
    }

    /// <summary>Weights [depth, channels] as whole numbers; the gain takes their scales.</summary>
    private static sbyte[] Rounded(float[] weight, float[] gain)
    {
        var whole = WholeWeight.ForPlan(weight, gain.Length);
        for (int c = 0; c < gain.Length; c++)
            gain[c] *= whole.Scales[c];
        return whole.Values;
    }

    /// <summary>The share of active inputs, counted before any is listed: the dense path reads no list, and making it takes a tenth of a small layer's time.</summary>
    private double DensityOf(StepMemory memory, int steps)
    {
        long active = 0;
        for (int step = 0; step < steps; step++)
            active += Inputs[0].IsBytes ? Shape.InputSize - memory.BytesOf(Inputs[0], step).Count((byte)0) : ReduceKernels.CountNonZero(memory.At(Inputs[0].Slot, step));
        return memory.Density = (double)active / ((long)steps * Shape.InputSize);
    }

    /// <summary>Lists the active inputs of all time steps.</summary>
    private void List(StepMemory memory, int steps, StreamState state)
    {
        long active = 0;
        memory.Run(this, state, Phase.List, steps * ListBands(memory));
        for (int step = 0; step < steps; step++)
        {
            memory.Lists[step].Close(Shape);
            active += memory.Lists[step].Count;
        }

        memory.Density = (double)active / ((long)steps * Shape.InputSize);
    }

    private int ListBands(StepMemory memory) => Math.Min(Shape.Height, memory.Threads == 1 ? 1 : 2 * memory.Threads);

    /// <summary>Parts of the map that are tasks of their own: enough of them for all threads, where weights are small.</summary>
    private int SumBands(StepMemory memory)
    {
        if (memory.Threads == 1)
            return 1;
        long bytes = (_pairs is null ? sizeof(float) : 1) * (long)_columns * Shape.Depth;
        int wanted = bytes <= SmallPanel ? 4 * memory.Threads : memory.Threads;
        return Math.Clamp((wanted + _panels - 1) / _panels, 1, Shape.OutputHeight);
    }

    private void List(StepMemory memory, int step, int band)
    {
        var (x, list) = (Inputs[0], memory.Lists[step]);
        int bands = ListBands(memory), begin = band * Shape.Height / bands, end = (band + 1) * Shape.Height / bands;
        for (int row = begin; row < end; row++)
        {
            if (_pairs is not null)
                list.FillPairs(Shape, memory.BytesOf(x, step), row, _columns);
            else if (x.IsBytes)
                list.Fill(Shape, memory.BytesOf(x, step), row, _columns);
            else
                list.Fill(Shape, memory.At(x.Slot, step), row, _columns);
        }
    }

    private void Sum(StepMemory memory, StreamState state, int panel, int band, int worker)
    {
        int bands = SumBands(memory), steps = memory.Count, height = Shape.OutputHeight, end = (band + 1) * height / bands * Shape.OutputWidth;
        var lists = memory.Lists.AsSpan(0, steps);
        int together = _pairs is null ? StreamConvolution.PixelsAtOnce(Shape, lists) : PairConvolution.PixelsAtOnce(_pairs, lists), block = Math.Clamp(together / steps, 1, Pixels);
        for (int first = band * height / bands * Shape.OutputWidth; first < end; first += block)
        {
            int last = Math.Min(end, first + block), length = (last - first) * _columns;
            var sums = memory.SumsOf(worker)[..(steps * length)];
            if (_pairs is not null)
                PairConvolution.Sum(_pairs, lists, panel, first, last, sums);
            else
                StreamConvolution.Sum(Shape, lists, Inputs[0].Whole is { Most: 1 }, _sparse.Span, panel, first, last, sums);
            for (int step = 0; step < steps; step++)
                Hand(memory, state, step, sums.Slice(step * length, length), _columns, panel * _columns, first, last);
        }
    }

    /// <summary>Spikes of the sums of some pixels and channels, or numbers.</summary>
    private void Hand(StepMemory memory, StreamState state, int step, ReadOnlySpan<float> sums, int columns, int channel, int first, int last)
    {
        int channels = Shape.OutputChannels, begin = first * channels, count = (last - first) * channels;
        if (_table.Levels == 0)
            FireKernels.Scale(_table, sums, columns, channel, memory.At(Output.Slot, step).Slice(begin, count));
        else
            FireKernels.Fire(_table, sums, columns, channel, state.Of(State).Slice(begin, count), memory.BytesOf(Output, step).Slice(begin, count));
    }

    private void Pad(StepMemory memory)
    {
        var padded = memory[_padded!];
        if (!Inputs[0].IsBytes)
        {
            _plan.Pad(memory[Inputs[0]], padded);
            return;
        }

        var x = memory.BytesOf(Inputs[0]);
        int row = Shape.Width * Shape.InputChannels;
        if (Shape.Padding > 0)
            padded.Clear();
        for (int h = 0; h < Shape.Height; h++)
            ByteMaps.ToFloats(x.Slice(h * row, row), [1], padded.Slice((((h + Shape.Padding) * _plan.PaddedWidth) + Shape.Padding) * Shape.InputChannels, row));
    }

    private void Dense(StepMemory memory, StreamState state, int band)
    {
        int bands = memory.Threads, channels = Shape.OutputChannels, begin = (int)((long)band * Pixels / bands), end = (int)((band + 1L) * Pixels / bands);
        var map = memory[_map!];
        DenseConvolution.Forward(_plan, memory[_padded!], _dense.Span, [], map, begin, end);
        Hand(memory, state, memory.Current, map[(begin * channels)..(end * channels)], channels, 0, begin, end);
    }

    /// <summary>The phases of the work.</summary>
    private static class Phase
    {
        public const int List = 0, Sparse = 1, Dense = 2;
    }
}
