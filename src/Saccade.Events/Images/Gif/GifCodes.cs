namespace Saccade.Events.Images.Gif;

/// <summary>The compression of GIF (LZW with codes of growing width, GIF89a appendix F), into blocks of at most 255 bytes.</summary>
internal sealed class GifCodes(Stream stream)
{
    private const int MostCodes = 4096, BlockBytes = 255;

    private readonly Dictionary<int, int> _codes = [];
    private readonly byte[] _block = new byte[BlockBytes];
    private int _blockLength;
    private uint _bits;
    private int _bitCount;

    /// <summary>Writes the indices of a picture.</summary>
    /// <param name="indices">Index of each pixel's colour, row after row.</param>
    /// <param name="depth">Bits of an index, 2 to 8.</param>
    public void Write(ReadOnlySpan<byte> indices, int depth)
    {
        stream.WriteByte((byte)depth);
        int clear = 1 << depth, end = clear + 1, next = end + 1, width = depth + 1;
        _codes.Clear();
        Put(clear, width);
        int prefix = indices[0];
        foreach (byte index in indices[1..])
        {
            int pair = (prefix << 8) | index;
            if (_codes.TryGetValue(pair, out int known))
            {
                prefix = known;
                continue;
            }

            Put(prefix, width);
            prefix = index;
            if (next == MostCodes)
            {
                Put(clear, width);
                _codes.Clear();
                (next, width) = (end + 1, depth + 1);
                continue;
            }

            _codes.Add(pair, next);
            // The decoder learns a code one step later, so the width grows when a code that needs it has been given out.
            if (next++ == 1 << width)
                width++;
        }

        Put(prefix, width);
        Put(end, next == 1 << width && width < 12 ? width + 1 : width);
        Finish();
    }

    private void Put(int code, int width)
    {
        _bits |= (uint)code << _bitCount;
        for (_bitCount += width; _bitCount >= 8; _bitCount -= 8, _bits >>= 8)
            Append((byte)_bits);
    }

    private void Append(byte value)
    {
        _block[_blockLength++] = value;
        if (_blockLength == BlockBytes)
            Flush();
    }

    private void Flush()
    {
        if (_blockLength == 0)
            return;
        stream.WriteByte((byte)_blockLength);
        stream.Write(_block, 0, _blockLength);
        _blockLength = 0;
    }

    private void Finish()
    {
        if (_bitCount > 0)
            Append((byte)_bits);
        (_bits, _bitCount) = (0, 0);
        Flush();
        stream.WriteByte(0);
    }
}
