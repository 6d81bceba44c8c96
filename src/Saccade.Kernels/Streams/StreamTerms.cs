using Saccade.Kernels.Convolution;

namespace Saccade.Kernels.Streams;

/// <summary>
/// How the terms of a convolution are cut: into blocks whose weights stay in the nearest cache while many pixels pass. A block is some rows of the kernel, or some chunks of channels of one row.
/// </summary>
internal readonly struct StreamTerms
{
    /// <summary>Channels of a chunk, where they divide those of the input.</summary>
    public const int ChunkChannels = 32;

    /// <summary>Bytes of weights of a block that stays in a first-level cache of 32 KiB beside what passes, and of one that stays in the second.</summary>
    private const double FirstCache = 20 << 10, SecondCache = 400 << 10;

    /// <summary>Bytes of weights that a pixel should read of a block in the first-level cache: below, loading and storing its sums takes longer than weights from the second-level cache do.</summary>
    private const double WorthFirstCache = 5 << 10;

    /// <summary>Sums that are made together: those that need not wait stay in the first-level cache, others in the second while all blocks pass.</summary>
    private const int FewSums = 2 << 10, ManySums = 32 << 10;

    private readonly int _rows;
    private readonly int _run;
    private readonly int _chunks;

    /// <param name="shape">The convolution.</param>
    /// <param name="entries">Entries of the lists for each image, on average.</param>
    /// <param name="rowsOfChunk">Entries of a chunk at most.</param>
    /// <param name="chunkBytes">Bytes of the weights of a chunk of one panel.</param>
    public StreamTerms(in ConvolutionShape shape, double entries, int rowsOfChunk, long chunkBytes)
    {
        (_rows, _run) = (shape.KernelHeight, shape.KernelWidth * Chunks(shape));
        double active = entries / (shape.Height * (double)Line(shape) * rowsOfChunk);
        double chunks = (active * FirstCache >= WorthFirstCache ? FirstCache : SecondCache) / chunkBytes;
        chunks = Math.Clamp(chunks, 1, (double)_run * shape.KernelHeight);
        // Equal blocks: as many as the kernel needs of that size.
        int blocks = chunks >= _run ? 0 : (int)Math.Ceiling(_run / chunks - 0.25);
        Rows = blocks == 0 ? Math.Min(shape.KernelHeight, Math.Max(1, (int)Math.Round(chunks / _run))) : 1;
        _chunks = blocks <= 1 ? _run : (_run + blocks - 1) / blocks;
    }

    /// <summary>Whether one block has all terms, so that sums need not wait.</summary>
    public bool IsOne => _chunks == _run && Rows == _rows;

    /// <summary>Rows of the kernel in a block.</summary>
    public int Rows { get; }

    /// <summary>Chunks of a row of the kernel.</summary>
    public int Run => _run;

    /// <summary>Chunks of a block, of each of its rows.</summary>
    public int ChunksOfBlock => _chunks;

    /// <summary>Pixels whose sums are made together.</summary>
    public static int PixelsAtOnce(in StreamTerms terms, int columns) => Math.Max(1, (terms.IsOne ? FewSums : ManySums) / columns);

    /// <summary>Whether all chunks have so many channels; else each pixel is one.</summary>
    public static bool AreWhole(in ConvolutionShape s) => s.InputChannels % ChunkChannels == 0;

    /// <summary>Chunks of a pixel.</summary>
    public static int Chunks(in ConvolutionShape s) => AreWhole(s) ? s.InputChannels / ChunkChannels : 1;

    /// <summary>Chunks of a row of the image.</summary>
    public static int Line(in ConvolutionShape s) => s.Width * Chunks(s);
}

/// <summary>One block of terms: rows [Row, EndRow) of the kernel, chunks [Begin, End) of each.</summary>
internal readonly struct StreamBlock(int row, int endRow, int begin, int end, bool isFirst)
{
    public readonly int Row = row;

    public readonly int EndRow = endRow;

    public readonly int Begin = begin;

    public readonly int End = end;

    /// <summary>Whether sums start here, and not from what is there.</summary>
    public readonly bool IsFirst = isFirst;
}
