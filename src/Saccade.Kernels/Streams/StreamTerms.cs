using Saccade.Kernels.Convolution;

namespace Saccade.Kernels.Streams;

/// <summary>
/// How the terms of a convolution are cut: into blocks whose weights stay in the nearest cache while many pixels pass. A block is some rows of the kernel, or some chunks of channels of one row.
/// </summary>
internal readonly struct StreamTerms
{
    /// <summary>Channels of a chunk.</summary>
    private const int ChunkChannels = 32;

    /// <summary>Bytes of weights of a block, so that they stay in a first-level cache of 32 KiB beside what passes.</summary>
    private const int BlockBytes = 20 << 10;

    /// <summary>Entries of a pixel that a block should have at least: with fewer, loading and storing sums costs more than weights from the second cache.</summary>
    private const double FewestEntries = 8;

    private readonly int _run;
    private readonly int _chunks;

    /// <param name="shape">The convolution.</param>
    /// <param name="entries">Entries of the lists for each image, on average.</param>
    /// <param name="chunkBytes">Bytes of the weights of a chunk of one panel.</param>
    public StreamTerms(in ConvolutionShape shape, double entries, long chunkBytes)
    {
        _run = shape.KernelWidth * Chunks(shape);
        double perChunk = Math.Max(entries / (shape.Height * (double)Line(shape)), 1e-6);
        double chunks = Math.Max(Math.Max(1, (double)BlockBytes / chunkBytes), FewestEntries / perChunk);
        chunks = Math.Min(chunks, (double)_run * shape.KernelHeight);
        // Equal blocks: as many as the kernel needs of that size.
        int blocks = chunks >= _run ? 0 : (int)Math.Ceiling(_run / chunks - 0.25);
        Rows = blocks == 0 ? Math.Min(shape.KernelHeight, Math.Max(1, (int)Math.Round(chunks / _run))) : 1;
        _chunks = blocks <= 1 ? _run : (_run + blocks - 1) / blocks;
    }

    /// <summary>Rows of the kernel in a block.</summary>
    public int Rows { get; }

    /// <summary>Chunks of a row of the kernel.</summary>
    public int Run => _run;

    /// <summary>Chunks of a block, of each of its rows.</summary>
    public int ChunksOfBlock => _chunks;

    /// <summary>Chunks of a pixel.</summary>
    public static int Chunks(in ConvolutionShape s) => s.InputChannels % ChunkChannels == 0 ? s.InputChannels / ChunkChannels : 1;

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
