namespace Saccade.Tensors.Memory;

/// <summary>
/// One piece of memory from which buffers are cut: the free parts are known, and neighbours that are free become one
/// again. Untouched parts cost nothing but addresses. Not thread-safe.
/// </summary>
internal sealed class Slab
{
    private readonly SortedList<int, int> _free = [];

    public Slab(StorageBlock block, int length)
    {
        (Block, Length) = (block, length);
        _free.Add(0, length);
    }

    /// <summary>The memory.</summary>
    public StorageBlock Block { get; }

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

    /// <summary>Cuts a buffer from the start of a free part, and says where it starts.</summary>
    public int Take(int place, int length)
    {
        int start = _free.Keys[place], rest = _free.Values[place] - length;
        _free.RemoveAt(place);
        if (rest > 0)
            _free.Add(start + length, rest);
        return start;
    }

    /// <summary>Takes a part back.</summary>
    public void Return(int start, int length)
    {
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
