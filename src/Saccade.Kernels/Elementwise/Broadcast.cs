namespace Saccade.Kernels.Elementwise;

/// <summary>
/// Which elements of two operands belong to which element of a result, where an operand has extent 1 on axes on which the result
/// has more: it is read again and again there. Neighbouring axes that are alike in this are one.
/// </summary>
internal sealed class Broadcast
{
    private readonly int[] _extents;
    private readonly int[] _xStrides;
    private readonly int[] _yStrides;

    /// <summary>Plans the traversal.</summary>
    /// <param name="result">Extents of the result, outermost first.</param>
    /// <param name="x">Extents of the first operand: that of the result or 1 on each axis.</param>
    /// <param name="y">Extents of the second operand, likewise.</param>
    /// <exception cref="ArgumentException">The extents differ in number, or one is neither that of the result nor 1.</exception>
    public Broadcast(ReadOnlySpan<int> result, ReadOnlySpan<int> x, ReadOnlySpan<int> y)
    {
        SpanChecks.Length(x.Length, result.Length, nameof(x), "as many axes as the result");
        SpanChecks.Length(y.Length, result.Length, nameof(y), "as many axes as the result");
        List<(int Extent, bool X, bool Y)> axes = [];
        for (int i = 0; i < result.Length; i++)
        {
            if ((x[i] != result[i] && x[i] != 1) || (y[i] != result[i] && y[i] != 1))
                throw new ArgumentException($"axis {i} has extents {x[i]} and {y[i]}; expected {result[i]} or 1", nameof(result));
            if (result[i] == 1)
                continue;
            bool inX = x[i] != 1, inY = y[i] != 1;
            if (axes.Count > 0 && axes[^1].X == inX && axes[^1].Y == inY)
                axes[^1] = (axes[^1].Extent * result[i], inX, inY);
            else
                axes.Add((result[i], inX, inY));
        }

        if (axes.Count == 0)
            axes.Add((1, true, true));
        _extents = [.. axes.Select(a => a.Extent)];
        _xStrides = Strides(axes.Select(a => (a.Extent, a.X)));
        _yStrides = Strides(axes.Select(a => (a.Extent, a.Y)));
        Count = Product(axes.Select(a => a.Extent));
        XCount = Product(axes.Where(a => a.X).Select(a => a.Extent));
        YCount = Product(axes.Where(a => a.Y).Select(a => a.Extent));
    }

    /// <summary>Elements of the result.</summary>
    public int Count { get; }

    /// <summary>Elements of the first operand.</summary>
    public int XCount { get; }

    /// <summary>Elements of the second operand.</summary>
    public int YCount { get; }

    /// <summary>Elements of the result that follow one another while each operand moves with them or stands still.</summary>
    internal int Run => _extents[^1];

    /// <summary>Whether the first operand moves within a run.</summary>
    internal bool XMoves => _xStrides[^1] != 0;

    /// <summary>Whether the second operand moves within a run.</summary>
    internal bool YMoves => _yStrides[^1] != 0;

    /// <summary>Where the operands start in a run.</summary>
    internal (int X, int Y) Start(int run)
    {
        int x = 0, y = 0;
        for (int axis = _extents.Length - 2; axis >= 0; axis--)
        {
            int index = run % _extents[axis];
            run /= _extents[axis];
            x += index * _xStrides[axis];
            y += index * _yStrides[axis];
        }

        return (x, y);
    }

    private static int[] Strides(IEnumerable<(int Extent, bool Moves)> axes)
    {
        (int Extent, bool Moves)[] all = [.. axes];
        int[] strides = new int[all.Length];
        int stride = 1;
        for (int i = all.Length - 1; i >= 0; i--)
        {
            strides[i] = all[i].Moves ? stride : 0;
            stride *= all[i].Moves ? all[i].Extent : 1;
        }

        return strides;
    }

    private static int Product(IEnumerable<int> extents) => extents.Aggregate(1, (product, extent) => checked(product * extent));
}
