using Saccade.Events.Formats.Hdf5.Structure;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Hdf5;

public sealed class Hdf5FileTests
{
    [Fact]
    public void Open_SeveralFilesAtOnce_AreKeptApart()
    {
        Hdf5File table = new(Hdf5Files.Unpacked(Hdf5Files.Table));
        Hdf5File two = new(Hdf5Files.Unpacked(Hdf5Files.Two));
        Hdf5File again = new(Hdf5Files.Unpacked(Hdf5Files.Table));

        Assert.Equal(["/davis/left/events"], table.Datasets);
        Assert.Equal(["/davis/left/events"], again.Datasets);
        Assert.Contains("/right/p", two.Datasets);
    }

    [Fact]
    public void Open_DataSet_DescribesIt()
    {
        Hdf5File file = new(Hdf5Files.Unpacked(Hdf5Files.Filtered));
        var set = file.Open("/CD/events");

        Assert.Equal([8], set.Extents);
        Assert.Equal(Hdf5Kind.Compound, set.Kind);
        Assert.Equal([("x", Hdf5Kind.Integer), ("y", Hdf5Kind.Integer), ("p", Hdf5Kind.Integer), ("t", Hdf5Kind.Integer)], set.Members);
        Assert.Null(set.Obstacle);
    }

    [Fact]
    public void Open_NoFile_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => new Hdf5File(Array.Empty<byte>()));
        Assert.Throws<InvalidDataException>(() => new Hdf5File(new byte[5000]));
    }
}
