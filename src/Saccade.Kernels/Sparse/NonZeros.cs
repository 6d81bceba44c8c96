using System.Numerics;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// The elements of a matrix [rows, columns] that are not 0, row by row: column and value of each. Reusable: filling it
/// again keeps its memory. Not thread-safe.
/// </summary>
public sealed unsafe class NonZeros
{
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

    /// <summary>
    /// Collects the elements of <paramref name="matrix"/>; each column is multiplied by <paramref name="scale"/>, so
    /// that it can be an offset into rows of that length.
    /// </summary>
    /// <exception cref="ArgumentException">The matrix does not consist of <paramref name="rows"/> equal rows.</exception>
    public void Fill(ReadOnlySpan<float> matrix, int rows, int scale = 1)
    {
        if (rows < 0 || (rows == 0 ? matrix.Length != 0 : matrix.Length % rows != 0))
            throw new ArgumentException($"{matrix.Length} elements do not make {rows} equal rows", nameof(matrix));

        if (_columns.Length < matrix.Length)
        {
            _columns = new int[matrix.Length];
            _values = new float[matrix.Length];
        }

        if (_starts.Length <= rows)
            _starts = new int[rows + 1];

        Rows = rows;
        int columns = rows == 0 ? 0 : matrix.Length / rows;
        fixed (float* source = matrix, values = _values)
        fixed (int* targets = _columns)
        {
            int count = 0;
            for (int row = 0; row < rows; row++)
            {
                _starts[row] = count;
                count = Scan(source + (long)row * columns, columns, scale, targets, values, count);
            }

            _starts[rows] = count;
        }
    }

    private static int Scan(float* line, int columns, int scale, int* targets, float* values, int count)
    {
        int i = 0;
        if (HardwareWidths.Use8)
            i = Scan<Lanes8>(line, i, columns, scale, targets, values, ref count);
        if (HardwareWidths.Use4)
            i = Scan<Lanes4>(line, i, columns, scale, targets, values, ref count);
        Scan<Lanes1>(line, i, columns, scale, targets, values, ref count);
        return count;
    }

    private static int Scan<V>(float* line, int i, int columns, int scale, int* targets, float* values, ref int count)
        where V : struct, ILanes<V>
    {
        int n = count;
        for (; i + V.Count <= columns; i += V.Count)
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
