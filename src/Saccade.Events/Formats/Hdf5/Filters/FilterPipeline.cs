using System.Text;
using Saccade.Events.Formats.Hdf5.Structure;

namespace Saccade.Events.Formats.Hdf5.Filters;

/// <summary>The filters through which the chunks of a data set went when they were written.</summary>
internal sealed class FilterPipeline
{
    private const int MostFilters = 32;
    private readonly List<(int Id, string Name, uint[] Values)> _steps = [];

    /// <summary>No filter.</summary>
    public static FilterPipeline None { get; } = new();

    /// <summary>The filters, as they are numbered by the HDF Group.</summary>
    private static readonly Dictionary<int, ChunkFilter> _known = new()
    {
        [1] = new("deflate", PlainFilters.Inflate),
        [2] = new("shuffle", PlainFilters.Unshuffle),
        [3] = new("Fletcher32", PlainFilters.Verify),
        [4] = new("szip", null),
        [5] = new("N-bit", null),
        [6] = new("scale-offset", null),
        [32000] = new("LZF", (source, _, limit) => Lzf.Unpack(source, limit)),
        [32001] = new("Blosc", (source, _, limit) => Blosc.Unpack(source, limit)),
        [32004] = new("LZ4", (source, _, limit) => Lz4Chunk.Unpack(source, limit)),
        [32008] = new("Bitshuffle", null),
        [32015] = new("Zstd", (source, _, limit) => Zstd.ZstdFrame.Decompress(source, limit)),
        [32026] = new("Blosc2", null),
        [36559] = new("Prophesee's ECF", (source, _, limit) => EcfChunk.Unpack(source, limit)),
    };

    /// <summary>Why the data cannot be read; null when they can.</summary>
    public string? Obstacle => _steps.Where(s => !_known.TryGetValue(s.Id, out var filter) || filter.Undo is null)
        .Select(s => $"it needs filter {s.Id} ({NameOf(s.Id, s.Name)}), which is not read").FirstOrDefault();

    /// <summary>Whether chunks are kept as they are.</summary>
    public bool IsEmpty => _steps.Count == 0;

    /// <summary>Reads the description of a pipeline.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static FilterPipeline Read(ReadOnlySpan<byte> message)
    {
        Hdf5Cursor cursor = new(message);
        int version = cursor.U8(), count = cursor.U8();
        if (version is not (1 or 2) || count > MostFilters)
            throw new InvalidDataException($"{count} filters of version {version}");
        cursor.Skip(version == 1 ? 6 : 0);
        FilterPipeline pipeline = new();
        for (int i = 0; i < count; i++)
        {
            int id = cursor.U16(), nameLength = version == 1 || id >= 256 ? cursor.U16() : 0;
            cursor.Skip(2);
            uint[] values = new uint[cursor.U16()];
            string name = Encoding.UTF8.GetString(cursor.Bytes(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength)).TrimEnd('\0');
            for (int v = 0; v < values.Length; v++)
                values[v] = cursor.U32();
            cursor.Skip(version == 1 && values.Length % 2 != 0 ? 4 : 0);
            pipeline._steps.Add((id, name, values));
        }

        return pipeline;
    }

    /// <summary>Gives the content of a chunk.</summary>
    /// <param name="chunk">The chunk as it is in the file.</param>
    /// <param name="skipped">A bit for each filter that was not applied.</param>
    /// <param name="limit">Most bytes to unpack.</param>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    public ReadOnlyMemory<byte> Undo(ReadOnlyMemory<byte> chunk, uint skipped, int limit)
    {
        for (int i = _steps.Count - 1; i >= 0; i--)
        {
            if ((skipped >> i & 1) == 0)
                chunk = _known[_steps[i].Id].Undo!(chunk.Span, _steps[i].Values, limit);
        }

        return chunk;
    }

    private static string NameOf(int id, string written) =>
        _known.TryGetValue(id, out var filter) ? filter.Name : written.Length > 0 ? written : "a filter without a name";

    /// <summary>Undoes a filter.</summary>
    internal delegate byte[] Undoing(ReadOnlySpan<byte> source, uint[] values, int limit);

    private sealed record ChunkFilter(string Name, Undoing? Undo);
}
