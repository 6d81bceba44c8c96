namespace Saccade.Events.Formats.Aedat4;

/// <summary>How packets are compressed; values are those of the file header.</summary>
internal enum Aedat4Compression
{
    None = 0,
    Lz4 = 1,
    Lz4High = 2,
    Zstd = 3,
    ZstdHigh = 4,
}
