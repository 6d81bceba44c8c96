using System.IO.MemoryMappedFiles;
using Saccade.Events.Model;

namespace Saccade.Events.Shards;

/// <summary>A shard mapped into memory; it is mapped when first read. Safe for use by several threads.</summary>
/// <param name="path">The shard.</param>
internal sealed class ShardReader(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private MemoryMappedViewAccessor? _view;
    private bool _disposed;

    public string Path => path;

    /// <summary>Adds the events of a recording to a buffer, after comparing them with their checksum.</summary>
    /// <exception cref="StoreException">They are not those that were stored; the buffer is as it was.</exception>
    /// <exception cref="IOException">The shard cannot be read.</exception>
    public void Read(StoredRecording recording, EventBuffer into)
    {
        if (recording.Block.Count == 0)
            return;
        bool sound = recording.Checksum is not null || IsSound(recording);
        if (!sound || !recording.Block.TryUnpack(View().SafeMemoryMappedViewHandle, recording.Offset, recording.Checksum, into))
            throw new StoreException(path, $"the events of recording '{recording.Id}' are not those that were stored; the file is damaged, prepare the data set again");
    }

    /// <summary>Whether the events still have the checksum they were stored with.</summary>
    public bool IsSound(StoredRecording recording)
    {
        byte[] packed = new byte[recording.Block.Bytes];
        if (packed.Length > 0)
            View().SafeMemoryMappedViewHandle.ReadSpan((ulong)recording.Offset, packed.AsSpan());
        return recording.Block.Hash(packed).AsSpan().SequenceEqual(recording.Hash);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _view?.Dispose();
        }
    }

    private MemoryMappedViewAccessor View()
    {
        if (Volatile.Read(ref _view) is { } view)
            return view;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_view is null)
            {
                using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
                _view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            }

            return _view;
        }
    }
}
