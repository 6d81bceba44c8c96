namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>Where a chunk is.</summary>
/// <param name="Address">Its first byte.</param>
/// <param name="Size">Its bytes in the file; -1 when it is not filtered, so that its extents say it.</param>
/// <param name="SkippedFilters">A bit for each filter that was not applied to it.</param>
internal readonly record struct ChunkPlace(ulong Address, long Size, uint SkippedFilters);
