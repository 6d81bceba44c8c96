using Saccade.Events.Formats.Columns;
using Saccade.Events.Formats.Hdf5.Structure;

namespace Saccade.Events.Formats.Hdf5;

/// <summary>A column in HDF5: a list, a field of records, or a column of a table. Read ahead in slabs.</summary>
/// <param name="dataset">The data set; not owned.</param>
/// <param name="member">The field of its records; null for plain numbers.</param>
/// <param name="index">The column of a table; else 0.</param>
/// <param name="kind">What the column holds.</param>
internal sealed class Hdf5Column(Hdf5Dataset dataset, string? member, int index, Hdf5Kind kind) : EventColumn
{
    private const int SlabRows = 1 << 17;

    private readonly long[] _integers = new long[kind == Hdf5Kind.Float ? 0 : Math.Min(SlabRows, dataset.Extents[0])];
    private readonly double[] _numbers = new double[kind == Hdf5Kind.Float ? Math.Min(SlabRows, dataset.Extents[0]) : 0];
    private long _slab = -1;

    public override string Name => member is null ? dataset.Path : $"{dataset.Path}[{member}]";

    public override long Length => dataset.Extents[0];

    public override bool IsFloat => kind == Hdf5Kind.Float;

    public override void Read(long first, Span<long> into)
    {
        for (int done = 0; done < into.Length;)
        {
            ReadOnlySpan<long> slab = _integers.AsSpan(0, Fetch(first + done))[(int)((first + done) % SlabRows)..];
            slab = slab[..Math.Min(slab.Length, into.Length - done)];
            slab.CopyTo(into[done..]);
            done += slab.Length;
        }

        into.Replace(long.MaxValue, NotAnInteger); // what becomes of an integer that is too large
    }

    public override void Read(long first, Span<double> into)
    {
        for (int done = 0; done < into.Length;)
        {
            ReadOnlySpan<double> slab = _numbers.AsSpan(0, Fetch(first + done))[(int)((first + done) % SlabRows)..];
            slab = slab[..Math.Min(slab.Length, into.Length - done)];
            slab.CopyTo(into[done..]);
            done += slab.Length;
        }
    }

    /// <summary>Makes sure that the slab of a row is there; returns its length.</summary>
    private int Fetch(long row)
    {
        long slab = row / SlabRows;
        int count = (int)Math.Min(SlabRows, Length - slab * SlabRows);
        if (slab != _slab)
        {
            if (IsFloat)
                dataset.Read(member, slab * SlabRows, index, _numbers.AsSpan(0, count));
            else
                dataset.Read(member, slab * SlabRows, index, _integers.AsSpan(0, count));
            _slab = slab;
        }

        return count;
    }
}
