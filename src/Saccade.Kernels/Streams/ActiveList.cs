using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Saccade.Kernels.Convolution;

namespace Saccade.Kernels.Streams;

/// <summary>
/// The inputs of a convolution that are not 0, for one image: where the weights of each begin, and its value. Rows of the image have places of their own, so that threads fill them side by side.
/// Reusable; filling takes no memory once there is room.
/// </summary>
/// <remarks>
/// A row of the image is a line of chunks of channels. Places count on through a line, so that what one row of a kernel sees is one range of the list.
/// </remarks>
internal sealed unsafe class ActiveList
{
    private const int Lanes = 16;

    private int[] _places = [];
    private int[] _values = [];
    private int[] _starts = [];
    private (int Active, int Entries)[] _rows = [];

    /// <summary>Elements that are not 0, as of <see cref="Close"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Entries that they take: as many, or one for each pair.</summary>
    public int Entries { get; private set; }

    /// <summary>For each active input, or pair of inputs, where its weights begin, relative to those of the line's first input.</summary>
    internal int[] Places => _places;

    /// <summary>What each is: a float, or two bytes, twice.</summary>
    internal int[] Values => _values;

    /// <summary>Where each chunk begins in the others; a line of chunks has one more number, its end.</summary>
    internal int[] Starts => _starts;

    /// <summary>Bytes that it takes.</summary>
    public long Bytes => sizeof(int) * ((2 * (long)_places.Length) + _starts.Length);

    /// <summary>Makes room for the images of a convolution.</summary>
    public void Reserve(in ConvolutionShape shape)
    {
        if (_places.Length < shape.InputSize)
            (_places, _values) = (new int[shape.InputSize], new int[shape.InputSize]);
        if (_starts.Length < Rows(shape))
            _starts = new int[Rows(shape)];
        if (_rows.Length < shape.Height)
            _rows = new (int, int)[shape.Height];
    }

    /// <summary>Counts what was listed, when all rows of an image are filled.</summary>
    public void Close(in ConvolutionShape shape)
    {
        (Count, Entries) = (0, 0);
        foreach (var (active, entries) in _rows.AsSpan(0, shape.Height))
            (Count, Entries) = (Count + active, Entries + entries);
    }

    /// <summary>Lists one row of an image of real numbers [H, W, Cin], values as floats.</summary>
    public void Fill(in ConvolutionShape shape, ReadOnlySpan<float> image, int row, int columns)
    {
        int length = shape.Width * shape.InputChannels, begin = row * length, n = begin;
        for (int i = 0; i < length; i++)
        {
            float value = image[begin + i];
            if (value == 0)
                continue;
            (_places[n], _values[n]) = (i * columns, BitConverter.SingleToInt32Bits(value));
            n++;
        }

        End(shape, row, n, n - begin, shape.InputChannels / StreamTerms.Chunks(shape) * columns);
    }

    /// <summary>Lists one row of an image of whole numbers [H, W, Cin], values as floats.</summary>
    public void Fill(in ConvolutionShape shape, ReadOnlySpan<byte> image, int row, int columns)
    {
        int length = shape.Width * shape.InputChannels, begin = row * length, n = begin, i = 0;
        bool areWhole = StreamTerms.AreWhole(shape);
        var line = image.Slice(begin, length);
        fixed (byte* x = line)
        fixed (int* places = _places, values = _values, starts = &_starts[row * (StreamTerms.Line(shape) + 1)])
        {
            for (; i <= length - Lanes; i += Lanes)
            {
                if (areWhole)
                    starts[i / StreamTerms.ChunkChannels] = (i & Lanes) == 0 ? n : starts[i / StreamTerms.ChunkChannels];
                var number = ByteMaps.Widen(Vector128.Load(x + i));
                n += Pack(number, (Vector512<int>.Indices + Vector512.Create(i)) * columns, Vector512.ConvertToSingle(number).AsInt32(), places + n, values + n);
            }

            for (; i < length; i++)
            {
                if (x[i] == 0)
                    continue;
                (places[n], values[n]) = (i * columns, BitConverter.SingleToInt32Bits(x[i]));
                n++;
            }
        }

        End(shape, row, n, n - begin, areWhole ? 0 : shape.InputChannels * columns);
    }

    /// <summary>Lists one row of an image of whole numbers [H, W, Cin] by pairs of channels, of which at least one is not 0.</summary>
    public void FillPairs(in ConvolutionShape shape, ReadOnlySpan<byte> image, int row, int columns)
    {
        int length = shape.Width * shape.InputChannels, begin = row * length, n = begin, active = 0;
        var line = image.Slice(begin, length);
        if (shape.InputChannels % 2 == 0)
            n = Pairs(line, columns, n, row * (StreamTerms.Line(shape) + 1), StreamTerms.AreWhole(shape), ref active);
        else
            n = OddPairs(line, shape.InputChannels, columns, n, ref active);
        End(shape, row, n, active, StreamTerms.AreWhole(shape) ? 0 : PairWeight.Channels(shape) * columns);
    }

    private int Pairs(ReadOnlySpan<byte> line, int columns, int n, int start, bool areWhole, ref int active)
    {
        int i = 0;
        fixed (byte* x = line)
        fixed (int* places = _places, values = _values, starts = &_starts[start])
        {
            for (; i <= line.Length - StreamTerms.ChunkChannels; i += StreamTerms.ChunkChannels)
            {
                if (areWhole)
                    starts[i / StreamTerms.ChunkChannels] = n;
                var bytes = Vector256.Load(x + i);
                active += BitOperations.PopCount(~Vector256.Equals(bytes, Vector256<byte>.Zero).ExtractMostSignificantBits());
                var (low, high) = Vector256.Widen(bytes.AsUInt16());
                var pair = Vector512.Create(low, high).AsInt32();
                n += Pack(pair, ((Vector512<int>.Indices * 2) + Vector512.Create(i)) * columns, pair * 0x10001, places + n, values + n);
            }

            for (; i < line.Length; i += 2)
            {
                if (*(ushort*)(x + i) == 0)
                    continue;
                active += (x[i] == 0 ? 0 : 1) + (x[i + 1] == 0 ? 0 : 1);
                (places[n], values[n]) = (i * columns, *(ushort*)(x + i) * 0x10001);
                n++;
            }
        }

        return n;
    }

    /// <summary>Pixels of an odd number of channels: the last channel has no partner.</summary>
    private int OddPairs(ReadOnlySpan<byte> line, int channels, int columns, int n, ref int active)
    {
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == 0)
                continue;
            int pixel = i / channels, c = i % channels;
            (_places[n], _values[n]) = (((pixel * (channels + 1)) + (c & ~1)) * columns, (line[i] << (8 * (c & 1))) * 0x10001);
            n++;
            active++;
        }

        return n;
    }

    /// <summary>Writes the places and values of the numbers that are not 0, one after the other, and whatever lies behind them up to a whole vector: no line has more entries than numbers, so that stays in its places.</summary>
    /// <returns>How many.</returns>
    private static int Pack(Vector512<int> number, Vector512<int> place, Vector512<int> value, int* places, int* values)
    {
        var active = ~Vector512.Equals(number, Vector512<int>.Zero);
        ulong mask = active.ExtractMostSignificantBits();
        if (Avx512F.IsSupported)
        {
            Avx512F.Compress(Vector512<int>.Zero, active, place).Store(places);
            Avx512F.Compress(Vector512<int>.Zero, active, value).Store(values);
            return BitOperations.PopCount(mask);
        }

        if (mask == 0)
            return 0;
        int* all = stackalloc int[2 * Lanes];
        place.Store(all);
        value.Store(all + Lanes);
        int n = 0;
        for (; mask != 0; mask &= mask - 1, n++)
        {
            int lane = BitOperations.TrailingZeroCount(mask);
            (places[n], values[n]) = (all[lane], all[Lanes + lane]);
        }

        return n;
    }

    /// <summary>Says where a line ends, and where its chunks begin if their length in places is given; else they are marked already.</summary>
    private void End(in ConvolutionShape shape, int row, int end, int active, int step)
    {
        int line = StreamTerms.Line(shape), first = row * shape.Width * shape.InputChannels, n = first, at = row * (line + 1);
        for (int chunk = 0, limit = 0; step > 0 && chunk < line; chunk++, limit += step)
        {
            while (n < end && _places[n] < limit)
                n++;
            _starts[at + chunk] = n;
        }

        _starts[at + line] = end;
        _rows[row] = (active, end - first);
    }

    private static int Rows(in ConvolutionShape shape) => shape.Height * (StreamTerms.Line(shape) + 1);
}
