using Xunit;

namespace Saccade.TestKit;

/// <summary>A float buffer between two sentinel zones; a kernel that writes outside its span is caught by <see cref="AssertIntact"/>.</summary>
public sealed class GuardedBuffer
{
    private const int Zone = 64;
    private const int Sentinel = 0x7fc0dead;
    private readonly float[] _memory;

    /// <summary>A buffer of <paramref name="length"/> floats that starts <paramref name="misalignment"/> floats after the first zone.</summary>
    public GuardedBuffer(int length, int misalignment = 0)
    {
        Length = length;
        Start = Zone + misalignment;
        _memory = new float[Start + length + Zone];
        Array.Fill(_memory, BitConverter.Int32BitsToSingle(Sentinel));
        Span.Clear();
    }

    /// <summary>A buffer that holds a copy of <paramref name="values"/>.</summary>
    public GuardedBuffer(ReadOnlySpan<float> values, int misalignment = 0)
        : this(values.Length, misalignment) => values.CopyTo(Span);

    /// <summary>Number of usable floats.</summary>
    public int Length { get; }

    /// <summary>The usable part.</summary>
    public Span<float> Span => _memory.AsSpan(Start, Length);

    private int Start { get; }

    /// <summary>Fails the running test if anything outside <see cref="Span"/> was written.</summary>
    public void AssertIntact()
    {
        for (int i = 0; i < _memory.Length; i++)
        {
            bool outside = i < Start || i >= Start + Length;
            if (outside && BitConverter.SingleToInt32Bits(_memory[i]) != Sentinel)
                Assert.Fail($"a kernel wrote {i - Start} floats from the start of a buffer of {Length}");
        }
    }
}
