using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Saccade.Events.Formats.Zstd;

/// <summary>Unpacks Zstandard frames (RFC 8878).</summary>
internal static class ZstdFrame
{
    private const int FirstTarget = 1 << 16;

    /// <summary>Largest exponent of the window that a frame may ask for: 8 MiB, what every decoder must support.</summary>
    private const int LargestWindow = 23;

    /// <summary>Unpacks one frame, or several that follow each other.</summary>
    /// <param name="source">The frames and nothing else.</param>
    /// <param name="maxBytes">Most bytes to unpack; memory grows with what is really unpacked.</param>
    /// <returns>The content.</returns>
    /// <exception cref="InvalidDataException">The bytes are no whole Zstd frame, or hold more than <paramref name="maxBytes"/>.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> source, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        if (source.IsEmpty)
            throw new InvalidDataException("no Zstd frame");
        try
        {
            using DecompressionStream zstd = new(new MemoryStream(source.ToArray()), checkEndOfStream: true, leaveOpen: false);
            zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, LargestWindow);
            return ReadAll(zstd, maxBytes);
        }
        catch (ZstdException e)
        {
            throw Damaged(e);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("a Zstd frame without its end", e);
        }
    }

    /// <summary>Unpacks frames of known length.</summary>
    /// <param name="source">The frames and nothing else.</param>
    /// <param name="target">What they fill.</param>
    /// <exception cref="InvalidDataException">The bytes are no whole Zstd frame, or have the wrong length.</exception>
    public static void Decompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        try
        {
            using Decompressor zstd = new();
            if (zstd.Unwrap(source, target) is var length && length != target.Length)
                throw new InvalidDataException($"a Zstd frame of {length} bytes instead of {target.Length}");
        }
        catch (ZstdException e)
        {
            throw Damaged(e);
        }
    }

    private static byte[] ReadAll(DecompressionStream zstd, int maxBytes)
    {
        byte[] target = new byte[Math.Min(FirstTarget, maxBytes)];
        for (int filled = 0; ;)
        {
            int got = filled < target.Length ? zstd.Read(target, filled, target.Length - filled) : zstd.ReadByte() < 0 ? 0 : -1;
            if (got == 0)
                return target[..filled];
            if (got < 0)
                throw new InvalidDataException($"a Zstd frame of more than {maxBytes} bytes");
            filled += got;
            if (filled == target.Length && target.Length < maxBytes)
                Array.Resize(ref target, (int)Math.Min(2L * target.Length, maxBytes));
        }
    }

    private static InvalidDataException Damaged(ZstdException e) => new($"a damaged Zstd frame ({e.Message})", e);
}
