using Saccade.Networks.Files;
using Xunit;

namespace Saccade.Tests.Networks.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-").FullName;

    private string Target => Path.Combine(_folder, "model.safetensors");

    [Fact]
    public void Write_NewAndExistingFile_ReplacesTheContent()
    {
        AtomicFile.WriteText(Target, "first, longer");
        AtomicFile.WriteText(Target, "second");

        Assert.Equal("second", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_DiskFullHalfWay_KeepsThePreviousFile()
    {
        AtomicFile.WriteText(Target, "previous");

        var e = Assert.Throws<IOException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device");
        }));

        Assert.Contains($"cannot save '{Target}': No space left on device", e.Message, StringComparison.Ordinal);
        Assert.Equal("previous", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_CallerFails_PassesTheExceptionOn()
    {
        AtomicFile.WriteText(Target, "previous");

        Assert.Throws<FormatException>(() => AtomicFile.Write(Target, _ => throw new FormatException()));

        Assert.Equal([Target], Directory.GetFiles(_folder));
        Assert.Equal("previous", File.ReadAllText(Target));
    }

    [Fact]
    public void Write_TargetIsAFolder_RemovesTheTemporaryFile()
    {
        Directory.CreateDirectory(Target);

        Assert.ThrowsAny<Exception>(() => AtomicFile.WriteText(Target, "x"));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_SecondWriterOfOnePath_FailsAndLeavesTheFirstAlone()
    {
        AtomicFile.Write(Target, stream =>
        {
            stream.Write("first"u8);
            Assert.Throws<IOException>(() => AtomicFile.WriteText(Target, "second"));
        });

        Assert.Equal("first", File.ReadAllText(Target));
    }

    [Fact]
    public void Write_AfterAKill_StaleTemporaryIsReplacedOrRemoved()
    {
        // What a killed writer leaves, found by letting one write and copying its temporary file.
        string stale = "";
        AtomicFile.Write(Target, _ => stale = Directory.GetFiles(_folder).Single());
        File.WriteAllText(stale, "half a mod");
        File.WriteAllText(Path.Combine(_folder, "mine.tmp"), "kept");

        AtomicFile.WriteText(Target, "whole");
        Assert.Equal("whole", File.ReadAllText(Target));
        Assert.False(File.Exists(stale));

        File.WriteAllText(stale, "half a mod");
        Assert.Equal(1, AtomicFile.RemoveStale(_folder));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
        Assert.Equal(0, AtomicFile.RemoveStale(Path.Combine(_folder, "none")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
