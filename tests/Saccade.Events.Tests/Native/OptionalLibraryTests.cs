using Saccade.Events.Native;
using Xunit;

namespace Saccade.Events.Tests.Native;

public sealed class OptionalLibraryTests
{
    private delegate int Nothing();

    [Fact]
    public void Function_LibraryAbsent_NamesThePackage()
    {
        OptionalLibrary library = new("libnothing", "reads nothing", "libnothing7", "libnothing-at-all.so.7", "nothing-at-all.dll");

        Assert.False(library.IsFound);
        var error = Assert.Throws<DllNotFoundException>(() => library.Function<Nothing>("nothing"));
        Assert.Equal("libnothing is not installed; on Debian: apt install libnothing7", error.Message);
    }

    [Fact]
    public void Function_Absent_NamesTheFile()
    {
        OptionalLibrary library = NativeLibraries.Zstd;
        Assert.SkipUnless(library.IsFound, "needs libzstd");

        var error = Assert.Throws<DllNotFoundException>(() => library.Function<Nothing>("ZSTD_fold_laundry"));
        Assert.Contains("ZSTD_fold_laundry", error.Message, StringComparison.Ordinal);
        Assert.Contains(library.File!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_NamesAndPackages_AreDistinct()
    {
        Assert.Equal(3, NativeLibraries.All.Select(l => l.Name).Distinct().Count());
        Assert.Equal(3, NativeLibraries.All.Select(l => l.Package).Distinct().Count());
    }
}
