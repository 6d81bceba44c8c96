namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>An HDF5 file in memory, opened for reading. Links to other files, and soft links, are not followed.</summary>
internal sealed class Hdf5File
{
    private const int MaxDepth = 8, MaxObjects = 4096;

    private readonly Hdf5Image _image;
    private readonly List<string> _paths = [];
    private readonly Dictionary<string, Hdf5Object> _objects = new(StringComparer.Ordinal);

    /// <summary>Opens a file.</summary>
    /// <param name="image">The whole file; not copied.</param>
    /// <exception cref="InvalidDataException">It is no HDF5 file, or damaged.</exception>
    public Hdf5File(ReadOnlyMemory<byte> image)
    {
        _image = new Hdf5Image(image);
        Walk();
    }

    /// <summary>Paths of all data sets, those of outer groups first, in order of their names.</summary>
    public IReadOnlyList<string> Datasets => _paths;

    /// <summary>Opens a data set.</summary>
    /// <param name="path">One of <see cref="Datasets"/>.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public Hdf5Dataset Open(string path) => new(_image, _objects[path], path);

    /// <summary>The attributes of a group or data set: whole numbers and texts.</summary>
    /// <param name="path">Its path; nothing is there when it does not exist.</param>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public IReadOnlyDictionary<string, string> Attributes(string path) =>
        _objects.TryGetValue(path, out var owner) ? Hdf5Attributes.Of(_image, owner) : new Dictionary<string, string>(StringComparer.Ordinal);

    private void Walk()
    {
        Hdf5Object root = new(_image, _image.Root);
        _objects["/"] = root;
        HashSet<ulong> seen = [_image.Root];
        Queue<(string Path, Hdf5Object Group, int Depth)> groups = new([("/", root, 0)]);
        while (groups.TryDequeue(out var group))
        {
            foreach ((string name, ulong address) in Hdf5Links.Of(_image, group.Group))
            {
                string path = $"{group.Path.TrimEnd('/')}/{name}";
                Hdf5Object member = new(_image, address);
                if (!_objects.TryAdd(path, member))
                    throw new InvalidDataException($"two objects of one name, '{path}'");
                if (_objects.Count > MaxObjects)
                    throw new InvalidDataException($"a file of more than {MaxObjects} objects");
                if (member.IsDataset)
                    _paths.Add(path);
                else if (member.IsGroup && group.Depth < MaxDepth && seen.Add(address))
                    groups.Enqueue((path, member, group.Depth + 1));
            }
        }
    }
}
