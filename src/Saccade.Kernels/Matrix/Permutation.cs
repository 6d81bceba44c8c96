namespace Saccade.Kernels.Matrix;

/// <summary>
/// Copies elements into another order of axes. Neighbouring axes that stay neighbours are one; where the innermost axis changes,
/// small squares of it and of the source's innermost axis are turned, so that both are read and written by cache lines.
/// </summary>
internal sealed class Permutation
{
    private const int Square = 16;
    private readonly (int Extent, int Source, int Target)[] _outer;
    private readonly (int Extent, int Source, int Target) _row;
    private readonly (int Extent, int Source, int Target) _inner;

    /// <summary>Plans the copy.</summary>
    /// <param name="extents">Extents of the result, outermost first.</param>
    /// <param name="strides">How far apart in the source elements are along each of these axes.</param>
    /// <exception cref="ArgumentException">Extents and strides differ in number.</exception>
    public Permutation(ReadOnlySpan<int> extents, ReadOnlySpan<int> strides)
    {
        SpanChecks.Length(strides.Length, extents.Length, nameof(strides), "one for each axis");
        List<(int Extent, int Source)> axes = [];
        for (int i = 0; i < extents.Length; i++)
        {
            if (extents[i] == 1)
                continue;
            if (axes.Count > 0 && axes[^1].Source == strides[i] * extents[i])
                axes[^1] = (axes[^1].Extent * extents[i], strides[i]);
            else
                axes.Add((extents[i], strides[i]));
        }

        Count = 1;
        List<(int Extent, int Source, int Target)> all = [];
        for (int i = axes.Count - 1; i >= 0; i--)
        {
            all.Insert(0, (axes[i].Extent, axes[i].Source, Count));
            Count *= axes[i].Extent;
        }

        _inner = Take(all, all.Count - 1);
        _row = Take(all, _inner.Source == 1 ? all.Count - 1 : all.FindIndex(a => a.Source == 1));
        _outer = [.. all];
    }

    /// <summary>Elements.</summary>
    public int Count { get; }

    /// <summary>Parts that can be copied apart.</summary>
    public int Rows => _inner.Extent == 0 ? 0 : Count / _inner.Extent;

    /// <summary>Copies the rows [<paramref name="begin"/>, <paramref name="end"/>).</summary>
    /// <param name="source">All of the source.</param>
    /// <param name="target">All of the result; only the rows are written.</param>
    /// <param name="begin">First row.</param>
    /// <param name="end">One past the last row.</param>
    /// <exception cref="ArgumentException">A length is not that of the plan, or the buffers overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not one of the rows.</exception>
    public void Copy(ReadOnlySpan<float> source, Span<float> target, int begin, int end)
    {
        SpanChecks.Length(source.Length, Count, nameof(source), "the elements of the plan");
        SpanChecks.Length(target.Length, Count, nameof(target), "the elements of the plan");
        SpanChecks.NoOverlap(source, target, nameof(source), nameof(target));
        SpanChecks.Interval(begin, end, Rows);
        for (int row = begin, count; row < end; row += count)
        {
            int within = row % _row.Extent, plane = row / _row.Extent, from = within * _row.Source, to = within * _row.Target;
            for (int i = _outer.Length - 1; i >= 0; i--)
            {
                from += plane % _outer[i].Extent * _outer[i].Source;
                to += plane % _outer[i].Extent * _outer[i].Target;
                plane /= _outer[i].Extent;
            }

            count = _inner.Source == 1 ? 1 : Math.Min(Math.Min(Square, _row.Extent - within), end - row);
            if (_inner.Source == 1)
                source.Slice(from, _inner.Extent).CopyTo(target.Slice(to, _inner.Extent));
            else
                Turn(source[from..], target[to..], count);
        }
    }

    private static (int Extent, int Source, int Target) Take(List<(int Extent, int Source, int Target)> axes, int index)
    {
        if (index < 0)
            return (1, 1, 1);
        var axis = axes[index];
        axes.RemoveAt(index);
        return axis;
    }

    /// <summary>Some neighbouring columns of the source, which become rows.</summary>
    private void Turn(ReadOnlySpan<float> source, Span<float> target, int rows)
    {
        for (int first = 0; first < _inner.Extent; first += Square)
        {
            int last = Math.Min(first + Square, _inner.Extent);
            for (int row = 0; row < rows; row++)
            {
                for (int i = first; i < last; i++)
                    target[row * _row.Target + i] = source[row + i * _inner.Source];
            }
        }
    }
}
