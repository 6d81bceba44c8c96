using System.Runtime.InteropServices;
using System.Text;

namespace Saccade.Events.Native;

/// <summary>An HDF5 file in memory, opened for reading. Links to other files, and soft links, are not followed.</summary>
internal sealed class Hdf5File : IDisposable
{
    private const int Group = 2, Dataset = 5; // H5I_type_t
    private const int MaxDepth = 8, MaxObjects = 4096, MaxName = 1 << 12;

    private readonly Hdf5Functions _h5;
    private readonly long _file;
    private readonly List<string> _datasets = [];

    /// <summary>Opens a file.</summary>
    /// <param name="image">The whole file; copied.</param>
    /// <exception cref="InvalidDataException">It is no HDF5 file, or damaged.</exception>
    /// <exception cref="DllNotFoundException">libhdf5 is not installed, or too old; the message names its package.</exception>
    public Hdf5File(ReadOnlySpan<byte> image)
    {
        _h5 = Hdf5Functions.Loaded;
        lock (Hdf5Functions.Gate)
        {
            _ = _h5.EsetAuto(Hdf5Functions.Default, 0, 0); // else it writes to the console
            _file = Open(image);
            if (_file < 0)
                throw new InvalidDataException("no HDF5 file, or a damaged one");
            try
            {
                Walk();
            }
            catch
            {
                _ = _h5.Fclose(_file);
                throw;
            }
        }
    }

    /// <summary>Paths of all data sets, those of outer groups first, in order of their names.</summary>
    public IReadOnlyList<string> Datasets => _datasets;

    /// <summary>Opens a data set.</summary>
    /// <param name="path">One of <see cref="Datasets"/>.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public Hdf5Dataset Open(string path)
    {
        lock (Hdf5Functions.Gate)
        {
            return new Hdf5Dataset(_h5, Checked(_h5.Oopen(_file, path, Hdf5Functions.Default), path), path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Hdf5Functions.Gate)
        {
            _ = _h5.Fclose(_file);
        }
    }

    private static long Checked(long id, string path) => id >= 0 ? id : throw new InvalidDataException($"a damaged object '{path}'");

    private long Open(ReadOnlySpan<byte> image)
    {
        if (image.IsEmpty)
            return -1;
        long list = _h5.Pcreate(_h5.FileAccess);
        try
        {
            return _h5.PsetFaplCore(list, 1 << 16, 0) < 0 || _h5.PsetFileImage(list, ref MemoryMarshal.GetReference(image), (nuint)image.Length) < 0
                ? -1
                : _h5.Fopen(_h5.NewImageName(), 0, list);
        }
        finally
        {
            _ = _h5.Pclose(list);
        }
    }

    private void Walk()
    {
        Queue<(string Path, int Depth)> groups = new([("/", 0)]);
        int seen = 0;
        while (groups.TryDequeue(out (string Path, int Depth) group))
        {
            foreach ((string path, int type) in Members(group.Path))
            {
                if (++seen > MaxObjects)
                    throw new InvalidDataException($"a file of more than {MaxObjects} objects");
                if (type == Dataset)
                    _datasets.Add(path);
                else if (type == Group && group.Depth < MaxDepth)
                    groups.Enqueue((path, group.Depth + 1));
            }
        }
    }

    private List<(string Path, int Type)> Members(string group)
    {
        List<(string, int)> members = [];
        long id = Checked(_h5.Oopen(_file, group, Hdf5Functions.Default), group);
        try
        {
            Span<byte> info = stackalloc byte[64]; // H5G_info_t: number of links at byte 8
            info.Clear();
            if (_h5.GgetInfo(id, ref info[0]) < 0)
                throw new InvalidDataException($"a damaged group '{group}'");
            ulong links = Math.Min(MaxObjects + 1, MemoryMarshal.Read<ulong>(info[8..]));
            for (ulong i = 0; i < links; i++)
            {
                if (NameOf(id, i) is { } name && IsHardLink(id, name))
                    members.Add(($"{group.TrimEnd('/')}/{name}", TypeOf(id, name)));
            }
        }
        finally
        {
            _ = _h5.Oclose(id);
        }

        return members;
    }

    private string? NameOf(long group, ulong position)
    {
        byte[] name = new byte[MaxName];
        nint length = _h5.LgetName(group, ".", 0, 0, position, ref name[0], MaxName, Hdf5Functions.Default);
        return length is > 0 and < MaxName ? Encoding.UTF8.GetString(name, 0, (int)length) : null;
    }

    private bool IsHardLink(long group, string name)
    {
        Span<byte> info = stackalloc byte[64]; // H5L_info_t: the type is first, 0 for a hard link
        info.Clear();
        return _h5.LgetInfo(group, name, ref info[0], Hdf5Functions.Default) >= 0 && MemoryMarshal.Read<int>(info) == 0;
    }

    private int TypeOf(long group, string name)
    {
        long id = _h5.Oopen(group, name, Hdf5Functions.Default);
        if (id < 0)
            return -1;
        int type = _h5.Iget_type(id);
        _ = _h5.Oclose(id);
        return type;
    }
}
