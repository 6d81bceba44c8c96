using System.Buffers.Binary;
using System.Text;
using Saccade.Networks.Files;

namespace Saccade.Networks.Import;

/// <summary>
/// The bytes of pickles one after the other, and the account of what they may cost: every value that is made of them is paid for, so that a file of few bytes cannot ask for much memory.
/// </summary>
/// <param name="stream">The bytes, from the present position on.</param>
/// <param name="path">The file in messages.</param>
/// <param name="budget">Bytes that values may take altogether.</param>
internal sealed class PickleInput(Stream stream, string path, long budget)
{
    private const int LongestLine = 256;

    private long _left = budget;

    public string Path => path;

    /// <summary>The next byte.</summary>
    public long Position => stream.Position;

    public long Remaining => stream.Length - stream.Position;

    public byte ReadByte()
    {
        int value = stream.ReadByte();
        return value >= 0 ? (byte)value : throw Defect("the end of the file", "the rest of a pickle");
    }

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(sizeof(uint)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(sizeof(double)));

    public string ReadText(uint count)
    {
        RequireLeft(count);
        Pay(sizeof(char) * (long)count);
        return Encoding.UTF8.GetString(ReadBytes(count));
    }

    /// <summary>A line without its line feed.</summary>
    public string ReadLine()
    {
        var line = new StringBuilder();
        for (byte b = ReadByte(); b != '\n'; b = ReadByte())
        {
            if (line.Length == LongestLine)
                throw Defect($"a line of more than {LongestLine} characters", "the name of a module or class");
            line.Append((char)b);
        }

        return line.ToString();
    }

    public byte[] ReadBytes(uint count)
    {
        RequireLeft(count);
        Pay(count);
        byte[] bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Takes memory from the account.</summary>
    public void Pay(long bytes)
    {
        if ((_left -= bytes) < 0)
            throw Defect($"values that take more memory than is set aside for them", "no more than the tensors of a file of this length need");
    }

    private void RequireLeft(uint count)
    {
        if (count > Remaining)
            throw Defect($"{count} bytes of a value", $"at most the {Remaining} that are left of the file");
    }

    public ModelFileException Defect(string got, string expected) => new(path, Position, got, expected);
}
