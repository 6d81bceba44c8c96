using Saccade.Events.Native;
using Saccade.Events.Tests.Formats.Hdf5;
using Xunit;

namespace Saccade.Events.Tests.Native;

public sealed class Hdf5FileTests
{
    public Hdf5FileTests() => Assert.SkipUnless(NativeLibraries.Hdf5.IsFound, "needs libhdf5");

    [Fact]
    public void Open_SeveralFilesAtOnce_AreKeptApart()
    {
        using Hdf5File table = new(Hdf5Files.Unpacked(Hdf5Files.Table));
        using Hdf5File two = new(Hdf5Files.Unpacked(Hdf5Files.Two));
        using Hdf5File again = new(Hdf5Files.Unpacked(Hdf5Files.Table));

        Assert.Equal(["/davis/left/events"], table.Datasets);
        Assert.Equal(["/davis/left/events"], again.Datasets);
        Assert.Contains("/right/p", two.Datasets);
    }

    [Fact]
    public void Open_DataSet_DescribesIt()
    {
        using Hdf5File file = new(Hdf5Files.Unpacked(Hdf5Files.Filtered));
        using Hdf5Dataset set = file.Open("/CD/events");

        Assert.Equal([8], set.Extents);
        Assert.Equal(Hdf5Kind.Compound, set.Kind);
        Assert.Equal([("x", Hdf5Kind.Integer), ("y", Hdf5Kind.Integer), ("p", Hdf5Kind.Integer), ("t", Hdf5Kind.Integer)], set.Members);
        Assert.Contains("36559", set.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoFile_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => new Hdf5File([]));
        Assert.Throws<InvalidDataException>(() => new Hdf5File(new byte[5000]));
    }
}
