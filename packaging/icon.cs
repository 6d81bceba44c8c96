// Draws the icon of the packages: the jumps of an eye (saccades) between the points it looks at, over the events of a moving edge.
// Run with `dotnet run packaging/icon.cs packaging/icon.png`; commit the result.
using System.Buffers.Binary;
using System.IO.Compression;

const int Side = 128, Samples = 4;
var (background, light, on, off) = (Rgb(0x14, 0x1b, 0x2d), Rgb(0xf4, 0xf1, 0xe8), Rgb(0xff, 0x9f, 0x43), Rgb(0x4a, 0xa8, 0xff));
(double X, double Y, double Radius)[] looks = [(30, 88, 6), (52, 42, 8), (95, 66, 12)];
byte[] rows = new byte[Side * (1 + 4 * Side)];
for (int y = 0; y < Side; y++)
{
    for (int x = 0; x < Side; x++)
        Pixel(x, y).CopyTo(rows.AsSpan(y * (1 + 4 * Side) + 1 + 4 * x));
}

File.WriteAllBytes(args[0], [137, 80, 78, 71, 13, 10, 26, 10, .. Chunk("IHDR"u8, Header()), .. Chunk("IDAT"u8, Packed(rows)), .. Chunk("IEND"u8, [])]);

byte[] Pixel(int x, int y)
{
    var sum = (R: 0.0, G: 0.0, B: 0.0, A: 0.0);
    for (int i = 0; i < Samples * Samples; i++)
    {
        var color = Color(x + (i % Samples + 0.5) / Samples, y + (i / Samples + 0.5) / Samples);
        if (color is var (r, g, b))
            sum = (sum.R + r, sum.G + g, sum.B + b, sum.A + 1);
    }

    return sum.A == 0 ? [0, 0, 0, 0] : [(byte)(sum.R / sum.A), (byte)(sum.G / sum.A), (byte)(sum.B / sum.A), (byte)(255 * sum.A / (Samples * Samples))];
}

(double R, double G, double B)? Color(double x, double y)
{
    double dx = Math.Max(Math.Abs(x - 64) - 40, 0), dy = Math.Max(Math.Abs(y - 64) - 40, 0);
    if (Math.Sqrt(dx * dx + dy * dy) > 24)
        return null;
    foreach (var look in looks)
    {
        double distance = Math.Sqrt((x - look.X) * (x - look.X) + (y - look.Y) * (y - look.Y));
        if (distance < look.Radius)
            return look.Radius > 10 && distance < 5 ? background : light;
        if (distance < look.Radius + 3)
            return background;
    }

    for (int i = 1; i < looks.Length; i++)
    {
        if (FromLine(x, y, looks[i - 1], looks[i]) < 1.8)
            return light;
    }

    return Event(x, y) ?? background;
}

// Events lie on a grid of pixels along two edges: ON before the moving thing, OFF behind it.
(double R, double G, double B)? Event(double x, double y)
{
    const int Grid = 8;
    int column = (int)(x / Grid), row = (int)(y / Grid);
    bool inside = Math.Abs(x / Grid - column - 0.5) < 0.3 && Math.Abs(y / Grid - row - 0.5) < 0.3;
    uint noise = (uint)(column * 73856093 ^ row * 19349663) * 2654435761u >> 24;
    double bend = (row - 7.5) * (row - 7.5) / 14;
    if (!inside || row is < 2 or > 13)
        return null;
    double toOn = Math.Abs(column - (13.2 - bend)), toOff = Math.Abs(column - (6.6 - bend));
    return toOn < 1.2 && noise > 70 ? on : toOff < 1.2 && noise > 90 ? off : null;
}

static double FromLine(double x, double y, (double X, double Y, double Radius) a, (double X, double Y, double Radius) b)
{
    double along = Math.Clamp(((x - a.X) * (b.X - a.X) + (y - a.Y) * (b.Y - a.Y)) / ((b.X - a.X) * (b.X - a.X) + (b.Y - a.Y) * (b.Y - a.Y)), 0, 1);
    return Math.Sqrt(Math.Pow(x - a.X - along * (b.X - a.X), 2) + Math.Pow(y - a.Y - along * (b.Y - a.Y), 2));
}

static (double R, double G, double B) Rgb(int r, int g, int b) => (r, g, b);

static byte[] Header()
{
    byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0];
    BinaryPrimitives.WriteInt32BigEndian(header, Side);
    BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Side);
    return header;
}

static byte[] Packed(byte[] bytes)
{
    using MemoryStream packed = new();
    using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        zlib.Write(bytes);
    return packed.ToArray();
}

static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] content)
{
    byte[] chunk = [0, 0, 0, 0, .. kind, .. content, 0, 0, 0, 0];
    BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
    uint crc = uint.MaxValue;
    foreach (byte value in chunk.AsSpan(4, 4 + content.Length))
    {
        crc ^= value;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
    }

    BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), ~crc);
    return chunk;
}
