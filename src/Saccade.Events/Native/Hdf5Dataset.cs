using System.Runtime.InteropServices;
using System.Text;

namespace Saccade.Events.Native;

/// <summary>A data set of an HDF5 file: an array of numbers or of records.</summary>
internal sealed class Hdf5Dataset : IDisposable
{
    private const int MaxRank = 32, MaxMembers = 64, CompoundClass = 6, VirtualLayout = 3;
    private readonly Hdf5Functions _h5;
    private readonly long _id;
    private readonly List<(string Name, Hdf5Kind Kind)> _members = [];

    internal Hdf5Dataset(Hdf5Functions h5, long id, string path)
    {
        (_h5, _id, Path) = (h5, id, path);
        try
        {
            Extents = ReadExtents();
            ReadType();
            Obstacle = FindObstacle();
        }
        catch
        {
            _ = _h5.Oclose(_id);
            throw;
        }
    }

    /// <summary>Path in the file.</summary>
    public string Path { get; }

    /// <summary>Extents; none for a single value.</summary>
    public IReadOnlyList<long> Extents { get; }

    /// <summary>What an element is.</summary>
    public Hdf5Kind Kind { get; private set; }

    /// <summary>The fields of a record.</summary>
    public IReadOnlyList<(string Name, Hdf5Kind Kind)> Members => _members;

    /// <summary>Why it cannot be read although it is not damaged: a filter that is not installed, or data in another file; else null.</summary>
    public string? Obstacle { get; }

    /// <summary>Reads integers; what does not fit becomes the nearest that does.</summary>
    /// <param name="member">Name of the field of a record; null for plain numbers.</param>
    /// <param name="first">The first row.</param>
    /// <param name="column">The column of a table; ignored for lists.</param>
    /// <param name="into">Receives the integers.</param>
    /// <exception cref="InvalidDataException">The data are damaged.</exception>
    public void Read(string? member, long first, int column, Span<long> into) => Read(member, _h5.Int64, first, column, MemoryMarshal.AsBytes(into));

    /// <summary>Reads numbers in double precision.</summary>
    /// <param name="member">Name of the field of a record; null for plain numbers.</param>
    /// <param name="first">The first row.</param>
    /// <param name="column">The column of a table; ignored for lists.</param>
    /// <param name="into">Receives the numbers.</param>
    /// <exception cref="InvalidDataException">The data are damaged.</exception>
    public void Read(string? member, long first, int column, Span<double> into) => Read(member, _h5.Double, first, column, MemoryMarshal.AsBytes(into));

    /// <summary>Reads one list of numbers.</summary>
    /// <param name="row">Its number.</param>
    /// <exception cref="InvalidDataException">The data are damaged, or no lists of numbers.</exception>
    public double[] ReadList(long row)
    {
        lock (Hdf5Functions.Gate)
        {
            ulong one = 1;
            Span<byte> list = stackalloc byte[2 * nint.Size]; // hvl_t: length and address
            list.Clear();
            long type = _h5.TlistOf(_h5.Double), selection = _h5.DgetSpace(_id), memory = _h5.ScreateSimple(1, ref one, 0);
            try
            {
                if (!Select(selection, (ulong)row, 0, 1) || _h5.Dread(_id, type, memory, selection, Hdf5Functions.Default, ref list[0]) < 0)
                    throw new InvalidDataException($"list {row} of '{Path}' that cannot be read");
                double[] numbers = new double[checked((int)MemoryMarshal.Read<nint>(list))];
                if (numbers.Length > 0)
                    Marshal.Copy(MemoryMarshal.Read<nint>(list[nint.Size..]), numbers, 0, numbers.Length);
                _ = _h5.Treclaim(type, memory, Hdf5Functions.Default, ref list[0]);
                return numbers;
            }
            finally
            {
                _ = _h5.Sclose(memory);
                _ = _h5.Sclose(selection);
                _ = _h5.Tclose(type);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Hdf5Functions.Gate)
        {
            _ = _h5.Oclose(_id);
        }
    }

    private void Read(string? member, long number, long first, int column, Span<byte> into)
    {
        if (into.IsEmpty)
            return;
        ulong count = (ulong)into.Length / sizeof(long);
        lock (Hdf5Functions.Gate)
        {
            long type = member is null ? number : _h5.Tcreate(CompoundClass, sizeof(long));
            long selection = _h5.DgetSpace(_id), memory = _h5.ScreateSimple(1, ref count, 0);
            try
            {
                if (type < 0 || (member is not null && _h5.Tinsert(type, member, 0, number) < 0) || !Select(selection, (ulong)first, (ulong)column, count)
                    || _h5.Dread(_id, type, memory, selection, Hdf5Functions.Default, ref MemoryMarshal.GetReference(into)) < 0)
                {
                    throw new InvalidDataException($"rows {first} to {first + (long)count - 1} of '{Path}' that cannot be read");
                }
            }
            finally
            {
                _ = _h5.Sclose(memory);
                _ = _h5.Sclose(selection);
                if (member is not null)
                    _ = _h5.Tclose(type);
            }
        }
    }

    private bool Select(long space, ulong first, ulong column, ulong count)
    {
        if (Extents.Count == 0)
            return true;
        Span<ulong> start = [first, column], counts = [count, 1];
        return Extents.Count <= 2 && _h5.SselectSlab(space, 0, ref start[0], 0, ref counts[0], 0) >= 0;
    }

    private long[] ReadExtents()
    {
        long space = _h5.DgetSpace(_id);
        try
        {
            int rank = _h5.SgetRank(space);
            if (rank is < 0 or > MaxRank)
                throw new InvalidDataException($"a data set '{Path}' without extents");
            Span<ulong> extents = stackalloc ulong[MaxRank];
            if (_h5.SgetExtents(space, ref extents[0], 0) < 0)
                throw new InvalidDataException($"a data set '{Path}' without extents");
            long[] result = new long[rank];
            for (int i = 0; i < rank; i++)
                result[i] = extents[i] <= long.MaxValue ? (long)extents[i] : throw new InvalidDataException($"a data set '{Path}' with an extent of {extents[i]}");
            return result;
        }
        finally
        {
            _ = _h5.Sclose(space);
        }
    }

    private void ReadType()
    {
        long type = _h5.DgetType(_id);
        try
        {
            Kind = KindOf(type);
            int members = Kind == Hdf5Kind.Compound ? Math.Min(_h5.TgetMembers(type), MaxMembers) : 0;
            for (uint i = 0; i < members; i++)
            {
                nint name = _h5.TgetMemberName(type, i);
                long member = _h5.TgetMemberType(type, i);
                _members.Add((Marshal.PtrToStringUTF8(name) ?? "", KindOf(member)));
                _ = _h5.Tclose(member);
                _ = _h5.Free(name);
            }
        }
        finally
        {
            _ = _h5.Tclose(type);
        }
    }

    private Hdf5Kind KindOf(long type)
    {
        var kind = (Hdf5Kind)_h5.TgetClass(type);
        return Enum.IsDefined(kind) ? kind : Hdf5Kind.Other;
    }

    private string? FindObstacle()
    {
        long list = _h5.DgetCreatePlist(_id);
        try
        {
            if (_h5.PgetExternals(list) > 0 || _h5.PgetLayout(list) == VirtualLayout)
                return "its data are in another file";
            int filters = _h5.PgetFilters(list);
            byte[] name = new byte[256];
            for (uint i = 0; i < filters; i++)
            {
                nuint values = 0;
                Array.Clear(name);
                int filter = _h5.PgetFilter(list, i, out _, ref values, 0, (nuint)name.Length - 1, ref name[0], out _);
                if (filter >= 0 && _h5.Zavailable(filter) <= 0)
                    return $"it needs filter {filter} ({FilterName(filter, name)}), which is not installed";
            }

            return null;
        }
        finally
        {
            _ = _h5.Pclose(list);
        }
    }

    private static string FilterName(int filter, byte[] name) => filter switch
    {
        32001 => "Blosc",
        32004 => "LZ4",
        32008 => "Bitshuffle",
        32015 => "Zstd",
        32026 => "Blosc2",
        36559 => "Prophesee's ECF",
        _ => Encoding.UTF8.GetString(name).TrimEnd('\0') is { Length: > 0 } known ? known : "a filter without a name",
    };
}
