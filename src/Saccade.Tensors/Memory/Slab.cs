using Saccade.Kernels.Memory;

namespace Saccade.Tensors.Memory;

/// <summary>
/// One piece of memory from which buffers are cut: the free parts are known, and neighbours that are free become one
/// again. Untouched parts cost nothing but addresses. Not thread-safe.
/// </summary>
internal sealed class Slab
{
    private readonly float[] _memory;
    private readonly int _start;
    private readonly SortedList<int, int> _free = [];

    public Slab(int length)
    {
        (_memory, _start) = AlignedArray.Allocate(length);
        Length = length;
        _free.Add(0, length);
    }

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    /// <summary>Whether nothing is lent.</summary>
    public bool IsFree => _free.Count == 1 && _free.Values[0] == Length;

    /// <summary>The place in the list of the first free part that holds so many floats, or -1.</summary>
    public int Fit(int length)
    {
        for (int i = 0; i < _free.Count; i++)
        {
            if (_free.Values[i] >= length)
                return i;
        }

        return -1;
    }

    /// <summary>Cuts a buffer from the start of a free part.</summary>
    public (float[] Memory, int Start) Take(int place, int length)
    {
        int start = _free.Keys[place], rest = _free.Values[place] - length;
        _free.RemoveAt(place);
        if (rest > 0)
            _free.Add(start + length, rest);
        return (_memory, _start + start);
    }

    /// <summary>Takes a part back.</summary>
    public void Return(int start, int length)
    {
        start -= _start;
        _free.Add(start, length);
        int place = _free.IndexOfKey(start);
        if (place + 1 < _free.Count && _free.Keys[place + 1] == start + length)
        {
            length += _free.Values[place + 1];
            _free.RemoveAt(place + 1);
            _free.SetValueAtIndex(place, length);
        }

        if (place > 0 && _free.Keys[place - 1] + _free.Values[place - 1] == start)
        {
            _free.SetValueAtIndex(place - 1, _free.Values[place - 1] + length);
            _free.RemoveAt(place);
        }
    }
}
