using System.Diagnostics;
using Saccade.Files;
using Xunit;

namespace Saccade.Tests.Files;

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
    public void Write_SecondWriterOfOnePath_BothAreWholeAndTheLastToFinishStays()
    {
        AtomicFile.Write(Target, stream =>
        {
            stream.Write("first"u8);
            AtomicFile.WriteText(Target, "second");
            Assert.Equal("second", File.ReadAllText(Target));
        });

        Assert.Equal("first", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Write_ManyWritersOfOnePath_EndWithTheWholeContentOfOne()
    {
        string[] contents = [.. Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 100_000 + i))];

        await Task.WhenAll(contents.Select(c => Task.Run(
            () =>
            {
                for (int i = 0; i < 20; i++)
                    AtomicFile.WriteText(Target, c);
            },
            TestContext.Current.CancellationToken)));

        Assert.Contains(File.ReadAllText(Target), contents);
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_AfterAKill_RemovesWhatTheKilledWriterLeftOfThisPath()
    {
        // What a killed writer leaves, found by letting one write.
        string stale = "";
        AtomicFile.Write(Target, _ => stale = Directory.GetFiles(_folder).Single());
        File.WriteAllText(stale, "half a mod");
        string other = Path.Combine(_folder, "other.1-2.saccade-tmp"), mine = Path.Combine(_folder, "mine.tmp");
        File.WriteAllText(other, "half");
        File.WriteAllText(mine, "kept");

        AtomicFile.WriteText(Target, "whole");

        Assert.Equal("whole", File.ReadAllText(Target));
        Assert.Equal(new[] { mine, Target, other }.Order(StringComparer.Ordinal), Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
        Assert.Equal(1, AtomicFile.RemoveStale(_folder));
        Assert.Equal(0, AtomicFile.RemoveStale(Path.Combine(_folder, "none")));
    }

    [Fact]
    public void RemoveStale_FileThatIsBeingWritten_Stays()
    {
        using var file = AtomicFile.Create(Target);
        file.Stream.Write("in work"u8);

        Assert.Equal(0, AtomicFile.RemoveStale(_folder));
        file.Commit();

        Assert.Equal("in work", File.ReadAllText(Target));
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesThePreviousFileAndNothingElse()
    {
        AtomicFile.WriteText(Target, "previous");
        using (var file = AtomicFile.Create(Target))
            file.Stream.Write("given up"u8);

        Assert.Equal("previous", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Commit_Twice_IsRefused()
    {
        using var file = AtomicFile.Create(Target);
        file.Commit();

        Assert.Throws<InvalidOperationException>(file.Commit);
    }

    [Fact]
    public void Write_Link_ReplacesTheFileItLeadsTo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        string link = Path.Combine(_folder, "link"), second = Path.Combine(_folder, "second");
        AtomicFile.WriteText(Target, "old");
        File.CreateSymbolicLink(second, "model.safetensors");
        File.CreateSymbolicLink(link, "second");

        AtomicFile.WriteText(link, "new");

        Assert.Equal("new", File.ReadAllText(Target));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.NotNull(new FileInfo(second).LinkTarget);
    }

    [Fact]
    public void Write_LinkToNothing_MakesTheFileItLeadsTo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, "model.safetensors");

        AtomicFile.WriteText(link, "new");

        Assert.Equal("new", File.ReadAllText(Target));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void Write_LinksInACircle_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        File.CreateSymbolicLink(Target, "model.safetensors");

        Assert.Throws<IOException>(() => AtomicFile.WriteText(Target, "new"));

        Assert.NotNull(new FileInfo(Target).LinkTarget);
    }

    [Fact]
    public async Task Write_Pipe_IsWrittenThroughAndStaysAPipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no named pipes in folders there");
        string pipe = Path.Combine(_folder, "pipe"), link = Path.Combine(_folder, "link");
        using (var made = Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(link, "pipe");

        foreach (string path in new[] { pipe, link })
        {
            var reader = Task.Run(() => File.ReadAllText(pipe), TestContext.Current.CancellationToken);
            AtomicFile.WriteText(path, "through " + path);
            Assert.Equal("through " + path, await reader);
        }

        Assert.True(SpecialFile.IsAt(pipe));
        Assert.Equal([link, pipe], Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void IsAt_TellsDevicesFromFiles()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the device has another name there");
        AtomicFile.WriteText(Target, "x");

        Assert.True(SpecialFile.IsAt("/dev/null"));
        Assert.True(SpecialFile.IsAt("/dev/full"));
        Assert.False(SpecialFile.IsAt(Target));
        Assert.False(SpecialFile.IsAt(_folder));
        Assert.False(SpecialFile.IsAt(Path.Combine(_folder, "none")));
    }

    [Fact]
    public void Write_ExistingFile_KeepsItsPermissions()
    {
        if (OperatingSystem.IsWindows())
            return; // no such permissions there
        AtomicFile.WriteText(Target, "secret");
        File.SetUnixFileMode(Target, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        AtomicFile.WriteText(Target, "still secret");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
