using System.Buffers.Binary;

namespace Saccade.Events.Formats.Lz4;

/// <summary>The LZ4 block format: literals and copies of what came at most 64 KiB before.</summary>
internal static class Lz4Block
{
    private const int MinMatch = 4;
    private const int LastLiterals = 5;
    private const int MatchLimit = 12;
    private const int MaxOffset = 65535;
    private const int HashBits = 14;

    /// <summary>No block is that long, and sums with it do not overflow.</summary>
    private const int MaxLength = 1 << 30;

    /// <summary>Unpacks a block behind what was unpacked before, to which it may refer.</summary>
    /// <param name="source">The block.</param>
    /// <param name="target">The buffer of all that is unpacked.</param>
    /// <param name="start">Where in the buffer the block begins.</param>
    /// <returns>Where in the buffer the block ends; -1 when it is damaged or the buffer is too short.</returns>
    public static int Unpack(ReadOnlySpan<byte> source, Span<byte> target, int start)
    {
        int from = 0, to = start;
        while (from < source.Length)
        {
            int token = source[from++];
            if (!Length(source, ref from, token >> 4, out int literals) || literals > source.Length - from || literals > target.Length - to)
                return -1;
            source.Slice(from, literals).CopyTo(target[to..]);
            from += literals;
            to += literals;
            if (from == source.Length)
                return to; // the last sequence has no copy

            if (source.Length - from < 2)
                return -1;
            int offset = BinaryPrimitives.ReadUInt16LittleEndian(source[from..]);
            from += 2;
            if (!Length(source, ref from, token & 15, out int copy) || offset == 0 || offset > to || copy + MinMatch > target.Length - to)
                return -1;
            Copy(target, to, offset, copy + MinMatch);
            to += copy + MinMatch;
        }

        return source.IsEmpty ? to : -1; // a block ends with literals
    }

    /// <summary>Packs a block, greedily.</summary>
    /// <returns>Its length; 0 when it does not fit into the target.</returns>
    public static int Pack(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int[] lastSeen = new int[1 << HashBits];
        int anchor = 0, to = 0;
        for (int at = 0; at < source.Length - MatchLimit;)
        {
            uint next = BinaryPrimitives.ReadUInt32LittleEndian(source[at..]);
            ref int seen = ref lastSeen[(int)((next * 2654435761u) >> (32 - HashBits))];
            int candidate = seen - 1;
            seen = at + 1;
            if (candidate < 0 || at - candidate > MaxOffset || BinaryPrimitives.ReadUInt32LittleEndian(source[candidate..]) != next)
            {
                at++;
                continue;
            }

            int length = MinMatch + source[(at + MinMatch)..^LastLiterals].CommonPrefixLength(source[(candidate + MinMatch)..]);
            if (!PutSequence(source[anchor..at], at - candidate, length, target, ref to))
                return 0;
            at += length;
            anchor = at;
        }

        return PutSequence(source[anchor..], 0, 0, target, ref to) ? to : 0;
    }

    private static bool Length(ReadOnlySpan<byte> source, ref int from, int nibble, out int length)
    {
        length = nibble;
        if (nibble < 15)
            return true;
        while (from < source.Length)
        {
            int more = source[from++];
            length += more;
            if (length > MaxLength)
                return false;
            if (more < 255)
                return true;
        }

        return false;
    }

    /// <summary>Copies what may overlap itself: the bytes written are read again.</summary>
    private static void Copy(Span<byte> target, int to, int offset, int length)
    {
        if (offset >= length)
        {
            target.Slice(to - offset, length).CopyTo(target[to..]);
            return;
        }

        for (int i = 0; i < length; i++)
            target[to + i] = target[to + i - offset];
    }

    private static bool PutSequence(ReadOnlySpan<byte> literals, int offset, int match, Span<byte> target, ref int to)
    {
        int copy = offset == 0 ? 0 : match - MinMatch;
        if (1 + literals.Length / 255 + 1 + literals.Length + 2 + copy / 255 + 1 > target.Length - to)
            return false;
        target[to++] = (byte)((Math.Min(literals.Length, 15) << 4) | Math.Min(copy, 15));
        PutLength(literals.Length, target, ref to);
        literals.CopyTo(target[to..]);
        to += literals.Length;
        if (offset == 0)
            return true;
        BinaryPrimitives.WriteUInt16LittleEndian(target[to..], (ushort)offset);
        to += 2;
        PutLength(copy, target, ref to);
        return true;
    }

    private static void PutLength(int length, Span<byte> target, ref int to)
    {
        if (length < 15)
            return;
        for (length -= 15; length >= 255; length -= 255)
            target[to++] = 255;
        target[to++] = (byte)length;
    }
}
