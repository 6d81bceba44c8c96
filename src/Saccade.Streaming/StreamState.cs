using System.Buffers.Binary;
using Saccade.Kernels.Memory;
using Saccade.Recognition;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming;

/// <summary>
/// All that a stream remembers from step to step: membrane potentials, the sums of its logits, the number of its steps. Explicit, so that it can be copied, reset, saved and moved to
/// another machine; thousands of streams share one plan. Not safe for several threads at once.
/// </summary>
public sealed class StreamState
{
    private const uint Magic = 0x31545353; // "SST1"
    private const int HeaderBytes = 24;
    private readonly float[] _start;
    private readonly Memory<float> _memory;
    private readonly StepScores _scores;

    internal StreamState(StreamPlan plan, float[] start)
    {
        (Plan, _start, _scores) = (plan, start, new StepScores(1, plan.Classes));
        var (array, first) = AlignedArray.Allocate(start.Length);
        _memory = array.AsMemory(first, start.Length);
        start.CopyTo(_memory);
    }

    /// <summary>The plan it belongs to.</summary>
    public StreamPlan Plan { get; }

    /// <summary>Time steps since the beginning or the last reset.</summary>
    public int Steps => _scores.Steps;

    /// <summary>The class of the highest mean logit of the steps so far, the first of equals.</summary>
    public int Class => _scores.Decide(0);

    /// <summary>The softmax of the mean logits so far. Allocates nothing.</summary>
    /// <param name="probabilities">Receives one number for each class; they add up to 1.</param>
    /// <exception cref="ArgumentException">There is not one place for each class.</exception>
    /// <exception cref="InvalidOperationException">There was no step yet.</exception>
    public void Probabilities(Span<double> probabilities)
    {
        if (Steps == 0)
            throw new InvalidOperationException("the stream has had no time step yet, so it has no probabilities");
        _scores.Probabilities(0, probabilities);
    }

    /// <summary>Forgets everything: as a new state.</summary>
    public void Reset()
    {
        _start.CopyTo(_memory);
        _scores.Reset();
    }

    /// <summary>Becomes equal to another state of the same plan.</summary>
    /// <exception cref="ArgumentException">It is of another plan.</exception>
    public void CopyFrom(StreamState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Plan != Plan)
            throw new ArgumentException("got the state of another plan, expected one of the same plan", nameof(other));
        other._memory.CopyTo(_memory);
        _scores.Restore(other._scores.Sums, other.Steps);
    }

    /// <summary>The state as bytes; <see cref="Restore"/> takes them, also in another process, of a plan of the same model and options.</summary>
    public byte[] Save()
    {
        byte[] bytes = new byte[HeaderBytes + (sizeof(double) * Plan.Classes) + (sizeof(float) * _memory.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Steps);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Plan.Fingerprint);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Plan.Classes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), _memory.Length);
        int at = HeaderBytes;
        foreach (double sum in _scores.Sums)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), sum);
            at += sizeof(double);
        }

        foreach (float potential in _memory.Span)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), potential);
            at += sizeof(float);
        }

        return bytes;
    }

    /// <summary>Takes over a saved state.</summary>
    /// <param name="bytes">What <see cref="Save"/> gave.</param>
    /// <exception cref="ArgumentException">They are no state, or one of another model or of another kind of plan; this state is unchanged.</exception>
    public void Restore(ReadOnlySpan<byte> bytes)
    {
        int expected = HeaderBytes + (sizeof(double) * Plan.Classes) + (sizeof(float) * _memory.Length);
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
            throw new ArgumentException($"got {bytes.Length} bytes that are not the saved state of a stream, expected what {nameof(Save)} gave", nameof(bytes));
        int steps = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) != Plan.Fingerprint || bytes.Length != expected || steps < 0)
            throw new ArgumentException("got the saved state of another model or of a plan that is folded otherwise, expected one of this plan", nameof(bytes));
        Span<double> sums = new double[Plan.Classes];
        for (int k = 0; k < sums.Length; k++)
            sums[k] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(HeaderBytes + (k * sizeof(double)))..]);
        var potentials = bytes[(HeaderBytes + (sizeof(double) * Plan.Classes))..];
        for (int i = 0; i < _memory.Length; i++)
            _memory.Span[i] = BinaryPrimitives.ReadSingleLittleEndian(potentials[(i * sizeof(float))..]);
        _scores.Restore(sums, steps);
    }

    /// <summary>The potentials of a layer.</summary>
    internal Span<float> Of(StateSlot slot) => _memory.Span.Slice(slot.Start, slot.Length);

    /// <summary>Adds the logits of a step.</summary>
    internal void Add(ReadOnlySpan<float> logits) => _scores.Add(logits);
}
