using System.Numerics;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// The elements of a matrix [rows, columns] that are not 0, row by row: column and value of each. Reusable: filling it
/// again keeps its memory. Not thread-safe.
/// </summary>
internal sealed unsafe class NonZeros
{
    private const int ShortRow = 8;
    private int[] _columns = [];
    private float[] _values = [];
    private int[] _starts = [0];

    /// <summary>Number of rows of the last matrix.</summary>
    public int Rows { get; private set; }

    /// <summary>Number of elements that are not 0.</summary>
    public int Count => _starts[Rows];

    /// <summary>Columns of the elements, ascending within a row.</summary>
    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, Count);

    /// <summary>Values of the elements.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    /// <summary>Where each row starts in <see cref="Columns"/>, and one past the end: rows + 1 numbers.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Rows + 1);

    /// <summary>The value that all elements have, as spikes do; NaN where they differ or there are none.</summary>
    public float CommonValue { get; private set; } = float.NaN;

    /// <summary>
    /// Collects the elements of <paramref name="matrix"/>; each column is multiplied by <paramref name="scale"/>, so
    /// that it can be an offset into rows of that length.
    /// </summary>
    /// <param name="matrix">[rows, columns].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="scale">What columns are multiplied by.</param>
    /// <param name="rowsPerLine">
    /// Rows whose columns are counted on: the rows of a line are one after the other, as the pixels of a row of an image are.
    /// </param>
    /// <exception cref="ArgumentException">The matrix does not consist of <paramref name="rows"/> equal rows, or these not of whole lines.</exception>
    public void Fill(ReadOnlySpan<float> matrix, int rows, int scale = 1, int rowsPerLine = 1)
    {
        if (rows < 0 || (rows == 0 ? matrix.Length != 0 : matrix.Length % rows != 0))
            throw new ArgumentException($"{matrix.Length} elements do not make {rows} equal rows", nameof(matrix));
        if (rowsPerLine < 1 || rows % rowsPerLine != 0)
            throw new ArgumentException($"{rows} rows do not make whole lines of {rowsPerLine}", nameof(rowsPerLine));

        MakeRoom((int)ReduceKernels.CountNonZero(matrix), rows);
        Rows = rows;
        int columns = rows == 0 ? 0 : matrix.Length / rows;
        fixed (float* source = matrix, values = _values)
        fixed (int* targets = _columns, starts = _starts)
        {
            int count = 0;
            for (int row = 0; row < rows; row += rowsPerLine)
            {
                float* line = source + (long)row * columns;
                count = columns < ShortRow
                    ? ScanLine(line, rowsPerLine, columns, scale, targets, values, starts + row, count)
                    : ScanRows(line, rowsPerLine, columns, scale, targets, values, starts + row, count);
            }

            starts[rows] = count;
        }

        CommonValue = Count > 0 && !Values.ContainsAnyExcept(_values[0]) ? _values[0] : float.NaN;
    }

    /// <summary>As <see cref="Fill(ReadOnlySpan{float}, int, int, int)"/>, of spikes; a row is whole words.</summary>
    /// <param name="matrix">[rows, columns].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="scale">What columns are multiplied by.</param>
    /// <param name="rowsPerLine">Rows whose columns are counted on.</param>
    public void Fill(SpikeSpan matrix, int rows, int scale, int rowsPerLine)
    {
        int count = (int)matrix.Count(), words = rows == 0 ? 0 : matrix.Words.Length / rows;
        if (words * rows != matrix.Words.Length)
            throw new ArgumentException($"{matrix.Words.Length} words do not make {rows} equal rows", nameof(matrix));
        MakeRoom(count, rows);
        Rows = rows;
        _values.AsSpan(0, count).Fill(matrix.Height);
        fixed (uint* source = matrix.Words)
        fixed (int* targets = _columns, starts = _starts)
        {
            uint* word = source;
            int n = 0;
            for (int row = 0, column = 0; row < rows; row++, column = row % rowsPerLine == 0 ? 0 : column)
            {
                starts[row] = n;
                for (int w = 0; w < words; w++, word++, column += SpikeSpan.WordNeurons)
                {
                    for (uint bits = *word; bits != 0; bits &= bits - 1)
                        targets[n++] = (column + BitOperations.TrailingZeroCount(bits)) * scale;
                }
            }

            starts[rows] = n;
        }

        CommonValue = count > 0 ? matrix.Height : float.NaN;
    }

    /// <summary>Makes room, so that later matrices take no memory.</summary>
    /// <param name="elements">The most elements that are not 0.</param>
    /// <param name="rows">The most rows.</param>
    public void Reserve(int elements, int rows)
    {
        if (_columns.Length < elements)
            (_columns, _values) = (new int[elements], new float[elements]);
        if (_starts.Length <= rows)
            _starts = new int[rows + 1];
    }

    private void MakeRoom(int elements, int rows)
    {
        Reserve(_columns.Length < elements ? elements + elements / 4 : 0, rows); // somewhat more: the next image is a little different
    }

    private static int ScanRows(float* line, int rows, int columns, int scale, int* targets, float* values, int* starts, int count)
    {
        for (int row = 0; row < rows; row++)
        {
            starts[row] = count;
            count = Scan(line, row * columns, (row + 1) * columns, scale, targets, values, count);
        }

        return count;
    }

    /// <summary>Rows shorter than a vector: the line is scanned at once, and then divided.</summary>
    private static int ScanLine(float* line, int rows, int columns, int scale, int* targets, float* values, int* starts, int count)
    {
        int end = Scan(line, 0, rows * columns, scale, targets, values, count);
        int limit = 0, step = columns * scale;
        for (int row = 0; row < rows; row++, limit += step)
        {
            while (count < end && targets[count] < limit)
                count++;
            starts[row] = count;
        }

        return end;
    }

    private static int Scan(float* line, int i, int end, int scale, int* targets, float* values, int count)
    {
        if (HardwareWidths.Use8)
            i = Scan<Lanes8>(line, i, end, scale, targets, values, ref count);
        if (HardwareWidths.Use4)
            i = Scan<Lanes4>(line, i, end, scale, targets, values, ref count);
        Scan<Lanes1>(line, i, end, scale, targets, values, ref count);
        return count;
    }

    private static int Scan<V>(float* line, int i, int end, int scale, int* targets, float* values, ref int count)
        where V : struct, ILanes<V>
    {
        int n = count;
        for (; i + V.Count <= end; i += V.Count)
        {
            for (uint mask = V.NonZeroMask(V.Load(line + i)); mask != 0; mask &= mask - 1)
            {
                int column = i + BitOperations.TrailingZeroCount(mask);
                targets[n] = column * scale;
                values[n++] = line[column];
            }
        }

        count = n;
        return i;
    }
}
