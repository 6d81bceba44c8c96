using System.Buffers.Binary;

namespace Saccade.Events.Images.Jpeg;

/// <summary>What the segments of a JPEG file say, checked before anything is decoded: the decoder trusts them.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 for grey, 3 for colours.</param>
/// <param name="IsRgb">Whether the colours are red, green, blue and need no conversion.</param>
internal sealed record JpegHeader(int Width, int Height, int Channels, bool IsRgb)
{
    private const int MostScans = 64, MostTables = 4, MostCodes = 256;

    /// <summary>Reads all segments of a file.</summary>
    /// <exception cref="InvalidDataException">It is no whole JPEG image, or of a kind that is not decoded.</exception>
    public static JpegHeader Read(ReadOnlySpan<byte> file)
    {
        JpegHeader? frame = null;
        bool isPlainRgb = false;
        int scans = 0;
        for (int at = Start(file); ;)
        {
            var segment = Segment(file, ref at, out int marker);
            switch (marker)
            {
                case 0xD9:
                    return (scans > 0 ? frame : null) is { } whole ? whole with { IsRgb = whole.IsRgb || isPlainRgb } : throw Damaged("without an image");
                case 0xC0 or 0xC1 or 0xC2:
                    frame = frame is null ? Frame(segment) : throw Damaged("with two frames");
                    break;
                case 0xC4:
                    CheckHuffman(segment);
                    break;
                case 0xDB:
                    CheckQuantization(segment);
                    break;
                case 0xDD when segment.Length != 2:
                    throw Damaged("with a wrong restart interval");
                case 0xDA:
                    CheckScan(segment, frame);
                    if (++scans > MostScans)
                        throw Damaged($"of more than {MostScans} scans");
                    at = EndOfScan(file, at);
                    break;
                case 0xEE:
                    isPlainRgb |= segment.Length >= 12 && segment.StartsWith("Adobe"u8) && segment[11] == 0;
                    break;
                case 0xC3 or (>= 0xC5 and <= 0xC7) or (>= 0xC9 and <= 0xCF) or 0xDC or 0xDE or 0xDF:
                    throw new InvalidDataException($"a JPEG image of a kind that is not read (marker {marker:x2}: lossless, arithmetic, hierarchical or of unknown height)");
                default:
                    break;
            }
        }
    }

    private static int Start(ReadOnlySpan<byte> file) => file.StartsWith<byte>([0xFF, 0xD8]) ? 2 : throw new InvalidDataException("no JPEG image");

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> file, ref int at, out int marker)
    {
        while (at < file.Length - 1 && file[at] == 0xFF && file[at + 1] == 0xFF)
            at++; // padding
        if (at > file.Length - 2)
            throw Damaged("without its end");
        marker = file[at + 1];
        if (file[at] != 0xFF || marker is 0 or 1 or (>= 0xD0 and <= 0xD8))
            throw Damaged($"with {Convert.ToHexStringLower(file.Slice(at, 2))} where a segment begins, at byte {at}");
        at += 2;
        if (marker == 0xD9)
            return [];
        int length = at <= file.Length - 2 ? BinaryPrimitives.ReadUInt16BigEndian(file[at..]) : 0;
        if (length < 2 || length > file.Length - at)
            throw Damaged("without its end");
        var segment = file.Slice(at + 2, length - 2);
        at += length;
        return segment;
    }

    private static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        while (true)
        {
            int next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= file.Length)
                throw Damaged("without its end");
            at += next;
            if (file[at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
                return at;
            at += 2;
        }
    }

    private static JpegHeader Frame(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 6 || segment.Length != 6 + 3 * segment[5])
            throw Damaged("with a wrong frame");
        int height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), channels = segment[5];
        if (segment[0] != 8 || channels is not (1 or 3) || width == 0 || height == 0)
            throw new InvalidDataException($"a JPEG image of {width}x{height}, {channels} channels and {segment[0]} bits; 1 or 3 channels of 8 bits are read");
        int widest = 0, highest = 0;
        for (int i = 0; i < channels; i++)
            (widest, highest) = (Math.Max(widest, segment[7 + 3 * i] >> 4), Math.Max(highest, segment[7 + 3 * i] & 15));
        for (int i = 0; i < channels; i++)
        {
            int across = segment[7 + 3 * i] >> 4, down = segment[7 + 3 * i] & 15;
            if (across is < 1 or > 4 || down is < 1 or > 4 || widest % across != 0 || highest % down != 0 || segment[8 + 3 * i] >= MostTables
                || (i > 0 && segment[6 + 3 * i] == segment[3 + 3 * i]))
            {
                throw new InvalidDataException($"a JPEG image whose channel {i} is sampled {across}x{down}, which is not read");
            }
        }

        return new JpegHeader(width, height, channels, channels == 3 && segment[6] == 'R' && segment[9] == 'G' && segment[12] == 'B');
    }

    private static void CheckHuffman(ReadOnlySpan<byte> segment)
    {
        while (!segment.IsEmpty)
        {
            if (segment.Length < 17 || segment[0] >> 4 > 1 || (segment[0] & 15) >= MostTables)
                throw Damaged("with a wrong table of codes");
            int codes = 0, free = 1;
            for (int length = 1; length <= 16; length++)
            {
                codes += segment[length];
                free = 2 * free - segment[length];
                if (free < 0)
                    throw Damaged("with codes that cannot be told apart");
            }

            if (codes > MostCodes || codes > segment.Length - 17)
                throw Damaged("with a wrong table of codes");
            segment = segment[(17 + codes)..];
        }
    }

    private static void CheckQuantization(ReadOnlySpan<byte> segment)
    {
        while (!segment.IsEmpty)
        {
            int size = 1 + 64 * (1 + (segment[0] >> 4));
            if (segment[0] >> 4 > 1 || (segment[0] & 15) >= MostTables || size > segment.Length)
                throw Damaged("with a wrong table of steps");
            segment = segment[size..];
        }
    }

    private static void CheckScan(ReadOnlySpan<byte> segment, JpegHeader? frame)
    {
        if (frame is null || segment.IsEmpty || segment[0] < 1 || segment[0] > frame.Channels || segment.Length != 4 + 2 * segment[0])
            throw Damaged("with a wrong scan");
        for (int i = 0; i < segment[0]; i++)
        {
            int tables = segment[2 + 2 * i];
            if (tables >> 4 >= MostTables || (tables & 15) >= MostTables)
                throw Damaged("with a wrong scan");
        }

        var spectrum = segment[^3..];
        if (spectrum[0] > spectrum[1] || spectrum[1] > 63 || spectrum[2] >> 4 > 13 || (spectrum[2] & 15) > 13)
            throw Damaged("with a wrong scan");
    }

    private static InvalidDataException Damaged(string how) => new($"a damaged JPEG image, {how}");
}
