using System.Runtime.InteropServices;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Memory;
using Saccade.Kernels.Sparse;
using Saccade.Kernels.Streams;
using Saccade.Tensors.Engines;

namespace Saccade.Streaming.Planning;

/// <summary>
/// What a runner computes in: all values of a plan in one piece of memory, once for each time step that is computed at once, and the lists of active inputs. For one thread at a time, which shares a step's tasks with
/// <see cref="Workers"/>.
/// </summary>
internal sealed class StepMemory
{
    /// <summary>Sums that a task keeps while all terms pass: they stay in the second-level cache.</summary>
    public const int Sums = 32 << 10;

    private readonly float[] _floats;
    private readonly Memory<float>[] _sums;
    private readonly Workers? _workers;
    private readonly Action<int, int> _run;
    private readonly int _start, _length;
    private ISharedStep? _step;
    private StreamState? _state;
    private int _phase;

    /// <param name="length">Floats of all slots.</param>
    /// <param name="listed">Convolutions whose active inputs are listed.</param>
    /// <param name="collected">Convolutions whose active inputs are collected, in plans with the bits of the network.</param>
    /// <param name="steps">Time steps that are computed at once, at least 1.</param>
    /// <param name="workers">Threads; null for the caller alone.</param>
    public StepMemory(int length, IReadOnlyList<ConvolutionShape> listed, IReadOnlyList<ConvolutionShape> collected, int steps, Workers? workers)
    {
        (_length, _workers, _run) = (length, workers, Work);
        (_floats, _start) = AlignedArray.Allocate(checked(length * steps));
        _floats.AsSpan().Clear();
        Lists = [.. Enumerable.Range(0, steps).Select(_ => new ActiveList())];
        _sums = [.. Enumerable.Range(0, workers?.Count ?? 1).Select(_ => Aligned(listed.Count > 0 ? Sums : 0))];
        foreach (var list in Lists)
        {
            foreach (var shape in listed)
                list.Reserve(shape);
        }

        int elements = collected.Select(shape => shape.InputSize).Append(0).Max(), rows = collected.Select(shape => SparseConvolution.Rows(shape)).Append(0).Max();
        Active.Reserve(elements, rows);
        Bytes = (sizeof(float) * ((long)_floats.Length + (_sums.Length * (long)_sums[0].Length) + elements)) + (sizeof(int) * ((long)elements + rows)) + Lists.Sum(list => list.Bytes);
    }

    /// <summary>Bytes that it takes.</summary>
    public long Bytes { get; }

    /// <summary>The active inputs of the step that runs, for each time step.</summary>
    public ActiveList[] Lists { get; }

    /// <summary>The active inputs of a step with the bits of the network.</summary>
    public NonZeros Active { get; } = new();

    /// <summary>Threads that share the tasks of a step.</summary>
    public int Threads => _sums.Length;

    /// <summary>Which of the time steps that are computed at once is meant.</summary>
    public int Current { get; set; }

    /// <summary>How many time steps are computed at once now.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The density of the input of the last step that had a choice.</summary>
    public double Density { get; set; }

    /// <summary>The values of a slot at the current time step.</summary>
    public Span<float> this[StepSlot slot] => At(slot, Current);

    /// <summary>The values that a step hands to others, at the current time step; not of bytes.</summary>
    public Span<float> this[StepValue value] => At(value.Slot, Current);

    /// <summary>The values of a slot at one of the time steps.</summary>
    public Span<float> At(StepSlot slot, int step) => _floats.AsSpan(_start + (step * _length) + slot.Start, slot.Length);

    /// <summary>Whole numbers that a step hands to others, at the current time step.</summary>
    public Span<byte> BytesOf(StepValue value) => BytesOf(value, Current);

    /// <summary>Whole numbers that a step hands to others, at one of the time steps.</summary>
    public Span<byte> BytesOf(StepValue value, int step) => MemoryMarshal.AsBytes(At(value.Slot, step))[..value.Size.Count];

    /// <summary>Memory of a thread for sums.</summary>
    public Span<float> SumsOf(int worker) => _sums[worker].Span;

    /// <summary>A copy of a value as it is written, whole numbers as floats. For tests and measurements.</summary>
    public float[] Read(StepValue value)
    {
        if (!value.IsBytes)
            return this[value].ToArray();
        float[] levels = new float[value.Size.Count];
        ByteMaps.ToFloats(BytesOf(value), [1], levels);
        return levels;
    }

    /// <summary>Runs tasks of a step on all threads.</summary>
    public void Run(ISharedStep step, StreamState state, int phase, int tasks)
    {
        if (_workers is null || tasks <= 1)
        {
            for (int task = 0; task < tasks; task++)
                step.Task(this, state, phase, task, 0);
            return;
        }

        (_step, _state, _phase) = (step, state, phase);
        _workers.Run(tasks, _run);
        (_step, _state) = (null, null);
    }

    private static Memory<float> Aligned(int length)
    {
        var (array, start) = AlignedArray.Allocate(length);
        return array.AsMemory(start, length);
    }

    private void Work(int task, int worker) => _step!.Task(this, _state!, _phase, task, worker);
}
