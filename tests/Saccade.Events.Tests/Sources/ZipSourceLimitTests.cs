using System.IO.Compression;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Xunit;

namespace Saccade.Events.Tests.Sources;

/// <summary>Archives that claim or hold more than their packed bytes can be.</summary>
public sealed class ZipSourceLimitTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_path);

    [Fact]
    public void OpenFile_ZerosThatBecomeMany_AreRefused()
    {
        Write(new byte[70 << 20]);
        using ZipSource source = new(_path);

        var error = Assert.Throws<EventFormatException>(() => source.OpenFile(source.Files[0]));

        Assert.Contains("64 MiB, and 16 for each", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenFile_MoreThanTheDirectorySays_EndsThere()
    {
        Write(new byte[1 << 20]);
        byte[] bytes = File.ReadAllBytes(_path);
        int directory = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 24), 1000);
        File.WriteAllBytes(_path, bytes);
        using ZipSource source = new(_path);

        Assert.Throws<EventFormatException>(() =>
        {
            using var stream = source.OpenFile(source.Files[0]);
            stream.CopyTo(Stream.Null);
        });
    }

    private void Write(byte[] content)
    {
        using var zip = ZipFile.Open(_path, ZipArchiveMode.Create);
        using var entry = zip.CreateEntry("a.bin").Open();
        entry.Write(content);
    }
}
