using System.Buffers.Binary;
using System.Text;
using Saccade.Events.Formats.Hdf5.Filters;
using Saccade.Events.Formats.Hdf5.Structure;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Hdf5;

/// <summary>Structures that refer to themselves, or claim more than there is. The file is of the old kind, which has no checksums.</summary>
public sealed class Hdf5StructureTests
{
    private const int RootAt = 64, MessagesAt = 16;
    private readonly byte[] _file = Hdf5Files.Unpacked(Hdf5Files.Sensor);

    [Fact]
    public void Open_HeaderThatContinuesInItself_IsRefused()
    {
        int root = (int)BinaryPrimitives.ReadInt64LittleEndian(_file.AsSpan(RootAt)), message = root + MessagesAt;
        BinaryPrimitives.WriteUInt16LittleEndian(_file.AsSpan(message), 0x10);
        BinaryPrimitives.WriteUInt16LittleEndian(_file.AsSpan(message + 2), 16);
        BinaryPrimitives.WriteInt64LittleEndian(_file.AsSpan(message + 8), message);
        BinaryPrimitives.WriteInt64LittleEndian(_file.AsSpan(message + 16), 24);

        Assert.Contains("refers to itself", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TreeThatIsItsOwnChild_IsRefused()
    {
        int tree = Find("TREE");
        _file[tree + 5] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(_file.AsSpan(tree + 32), tree);

        Assert.Contains("level 1", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GroupInsideItself_IsVisitedOnce()
    {
        int root = (int)BinaryPrimitives.ReadInt64LittleEndian(_file.AsSpan(RootAt));
        BinaryPrimitives.WriteInt64LittleEndian(_file.AsSpan(Find("SNOD") + 16), root);

        Assert.Empty(new Hdf5File(_file).Datasets);
    }

    [Fact]
    public void Read_TypesInTypes_AreBounded()
    {
        byte[] list = [0x19, 0, 0, 0, 16, 0, 0, 0]; // a list of what follows
        byte[] nested = [.. Enumerable.Repeat(list, 5000).SelectMany(b => b)];

        Assert.Contains("nested deeper", Assert.Throws<InvalidDataException>(() => Hdf5Type.Read(nested)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "szip")]
    [InlineData(32026, "Blosc2")]
    [InlineData(777, "a filter without a name")]
    public void Read_FilterThatIsNotKnown_IsNamed(int id, string name)
    {
        byte[] message = [1, 1, 0, 0, 0, 0, 0, 0, (byte)id, (byte)(id >> 8), 0, 0, 0, 0, 0, 0];

        Assert.Equal($"it needs filter {id} ({name}), which is not read", FilterPipeline.Read(message).Obstacle);
    }

    private int Find(string mark) => _file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(mark));

    private InvalidDataException Refused() => Assert.Throws<InvalidDataException>(() => new Hdf5File(_file));
}
