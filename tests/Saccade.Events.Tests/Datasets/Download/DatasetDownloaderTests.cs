using System.Security.Cryptography;
using Saccade.Events.Datasets;
using Saccade.Events.Datasets.Download;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Datasets.Download;

public sealed class DatasetDownloaderTests : IDisposable
{
    private static readonly DownloadOptions _quick = new() { Attempts = 3, FirstPause = TimeSpan.FromMilliseconds(1), Stall = TimeSpan.FromSeconds(20) };

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly byte[] _content = Bytes(300_000, 1);
    private readonly LocalServer _server;

    public DatasetDownloaderTests() => _server = new LocalServer(_content);

    private string Target => Path.Combine(_folder.Path, "data.zip");

    private string Part => Target + ".part";

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Download_Whole_IsCheckedAndNamed()
    {
        List<long> progress = [];
        var result = await Get(File(_content), p => progress.Add(p.Bytes));

        Assert.Equal(new DownloadResult(Target, DownloadOutcome.Fetched, _content.Length, 0, true), result);
        AssertComplete();
        Assert.Equal(_content.Length, progress[^1]);
        Assert.Equal(progress.Order(), progress);
        Assert.Equal(DownloadOutcome.AlreadyThere, (await Get(File(_content))).Outcome);
        Assert.Single(_server.Ranges);
    }

    [Fact]
    public async Task Download_Truncated_GoesOnWhereItEnded()
    {
        _server.Cuts.Enqueue(100_000);
        _server.Cuts.Enqueue(50_000);

        var result = await Get(File(_content));

        Assert.Equal(2, result.Failures);
        Assert.Equal(DownloadOutcome.Fetched, result.Outcome);
        AssertComplete();
        Assert.Equal(3, _server.Ranges.Count);
        Assert.Null(_server.Ranges[0]);
        Assert.NotNull(_server.Ranges[2]);
    }

    [Fact]
    public async Task Download_TruncatedForGood_KeepsTheBeginningForTheNextProcess()
    {
        for (int i = 0; i < 3; i++)
            _server.Cuts.Enqueue(i == 0 ? 120_000 : 0);

        var error = await Assert.ThrowsAsync<DownloadException>(() => Get(File(_content)));
        long kept = new FileInfo(Part).Length;
        var result = await Get(File(_content));

        Assert.Contains("are kept", error.Message);
        Assert.InRange(kept, 1, 120_000);
        Assert.Equal($"bytes={kept}-", _server.Ranges[^1]);
        Assert.Equal(DownloadOutcome.Resumed, result.Outcome);
        AssertComplete();
    }

    [Fact]
    public async Task Download_Cancelled_CanBeResumed()
    {
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Get(File(_content), _ => source.Cancel(), source.Token));
        Assert.True(new FileInfo(Part).Length > 0);
        Assert.False(System.IO.File.Exists(Target));

        Assert.Equal(DownloadOutcome.Resumed, (await Get(File(_content))).Outcome);
        AssertComplete();
    }

    [Fact]
    public async Task Download_ServerWithoutRanges_BeginsAnew()
    {
        await Interrupt();
        _server.IgnoresRange = true;

        Assert.Equal(DownloadOutcome.Fetched, (await Get(File(_content))).Outcome);
        Assert.NotNull(_server.Ranges[^1]);
        AssertComplete();
    }

    [Fact]
    public async Task Download_FileChangedMeanwhile_BeginsAnew()
    {
        await Interrupt();
        byte[] changed = Bytes(310_000, 2);
        (_server.Content, _server.Tag) = (changed, "\"v2\"");

        var result = await Get(File(changed));

        Assert.Equal(DownloadOutcome.Fetched, result.Outcome);
        Assert.Equal(changed, System.IO.File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Download_ServerThatNamesNoVersion_IsNeverResumed()
    {
        _server.Tag = null;
        await Interrupt();

        Assert.Equal(DownloadOutcome.Fetched, (await Get(File(_content))).Outcome);
        Assert.Null(_server.Ranges[^1]);
        AssertComplete();
    }

    [Fact]
    public async Task Download_BeginningThatIsWhole_IsOnlyChecked()
    {
        await Interrupt();
        System.IO.File.WriteAllBytes(Part, _content);

        Assert.Equal(DownloadOutcome.Resumed, (await Get(File(_content))).Outcome);
        AssertComplete();
    }

    [Fact]
    public async Task Download_BeginningThatIsDamaged_IsFetchedOnceMore()
    {
        await Interrupt();
        byte[] damaged = System.IO.File.ReadAllBytes(Part);
        damaged[10] ^= 1;
        System.IO.File.WriteAllBytes(Part, damaged);

        Assert.Equal(DownloadOutcome.Fetched, (await Get(File(_content))).Outcome);
        AssertComplete();
    }

    [Fact]
    public async Task Download_WrongChecksum_IsRefusedAndDeleted()
    {
        var error = await Assert.ThrowsAsync<DownloadException>(() => Get(File(Bytes(10, 3))));

        Assert.Contains("expected MD5", error.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Download_WrongLength_IsRefusedBeforeItIsFetched()
    {
        var error = await Assert.ThrowsAsync<DownloadException>(() => Get(File(_content) with { Bytes = 5 }));

        Assert.Contains("expected 5", error.Message);
        Assert.Equal(0, new FileInfo(Part).Length);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(299_999)]
    public async Task Download_ChunksBeyondTheExpectedLength_AreRefusedAndNotKept(int expected)
    {
        _server.Chunked = true;

        var error = await Assert.ThrowsAsync<DownloadException>(() => Get(File(_content) with { Bytes = expected }));

        Assert.Contains($"more than the {expected} bytes", error.Message);
        Assert.Equal(0, new FileInfo(Part).Length);
        Assert.Single(_server.Ranges);
    }

    [Fact]
    public async Task Download_ChunksOfTheExpectedLength_AreTaken()
    {
        _server.Chunked = true;

        await Get(File(_content) with { Bytes = _content.Length });

        AssertComplete();
    }

    [Fact]
    public async Task Download_RestInChunksBeyondTheLengthOfTheFile_IsRefused()
    {
        await Interrupt();
        _server.Chunked = true;
        var file = File(_content) with { Bytes = 200_000 };

        Assert.Contains("200000", (await Assert.ThrowsAsync<DownloadException>(() => Get(file))).Message);
    }

    [Theory]
    [InlineData("file:///etc/hostname")]
    [InlineData("file://")]
    [InlineData("ftp://127.0.0.1:1/data.zip")]
    [InlineData("http://[")]
    [InlineData("data:text/plain,x")]
    public async Task Download_SentOnToNoAddressOfTheWeb_IsRefusedAtOnce(string location)
    {
        _server.Location = location;

        var error = await Assert.ThrowsAsync<DownloadException>(() => Get(File(_content)));

        Assert.Contains("sends on to", error.Message);
        Assert.Single(_server.Ranges);
    }

    [Fact]
    public async Task Download_SentOnForEver_IsRefused()
    {
        _server.Location = _server.Address.AbsoluteUri;

        Assert.Contains("sends on to", (await Assert.ThrowsAsync<DownloadException>(() => Get(File(_content)))).Message);
    }

    [Fact]
    public async Task Download_AddressOfAFile_IsRefused()
    {
        var file = File(_content) with { Address = new Uri("file:///etc/hostname") };

        Assert.Contains("begins with http", (await Assert.ThrowsAsync<DownloadException>(() => Get(file))).Message);
    }

    [Fact]
    public async Task Download_NotThere_SaysSoAtOnce()
    {
        _server.Statuses.Enqueue(404);

        var error = await Assert.ThrowsAsync<DownloadException>(() => Get(File(_content)));

        Assert.Contains("404", error.Message);
        Assert.Single(_server.Ranges);
    }

    [Fact]
    public async Task Download_ServerInTrouble_IsTriedAgain()
    {
        _server.Statuses.Enqueue(503);
        _server.Statuses.Enqueue(429);

        Assert.Equal(2, (await Get(File(_content))).Failures);
        AssertComplete();
    }

    [Fact]
    public async Task Download_ServerThatStalls_IsGivenUp()
    {
        using var stalled = new ManualResetEventSlim();
        _server.BeforeBody = () => stalled.Wait(TimeSpan.FromSeconds(10));
        var downloader = new DatasetDownloader(_client, _quick with { Attempts = 1, Stall = TimeSpan.FromMilliseconds(100) });

        var error = await Assert.ThrowsAsync<DownloadException>(
            () => downloader.DownloadAsync(File(_content), _folder.Path, null, TestContext.Current.CancellationToken));
        stalled.Set();

        Assert.Contains("nothing came", error.Message);
    }

    [Fact]
    public async Task Download_AnotherFileInItsPlace_IsLeftAlone()
    {
        _folder.File("data.zip", [1, 2, 3]);

        var error = await Assert.ThrowsAsync<DownloadException>(() => Get(File(_content)));

        Assert.Contains("move it away", error.Message);
        Assert.Equal([1, 2, 3], System.IO.File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Download_TwoAtOnce_SecondIsRefused()
    {
        using FileStream held = new(Part, FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Assert.Contains("running", (await Assert.ThrowsAsync<DownloadException>(() => Get(File(_content)))).Message);
    }

    [Fact]
    public async Task Download_WithoutAddress_SaysWhatToPutWhere()
    {
        var file = DatasetDescriptions.DvsGesture.Archives[0];

        var error = await Assert.ThrowsAsync<DownloadException>(() => Get(file));

        Assert.Contains("ibm.ent.box.com", error.Message);
        Assert.Contains($"put it into {_folder.Path}", error.Message);
        Assert.EndsWith(DatasetDownloader.Instructions(file, _folder.Path), error.Message);
    }

    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(3, null, 4)]
    [InlineData(20, null, 60)]
    [InlineData(1, 30, 30)]
    [InlineData(1, 3600, 60)]
    public void Pause_Doubles_UpToTheLongest(int failures, int? asked, int expected) => Assert.Equal(
        TimeSpan.FromSeconds(expected), new DownloadOptions().Pause(failures, asked is { } s ? TimeSpan.FromSeconds(s) : null));

    private static byte[] Bytes(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 31 + i / 251 + seed))];

    private ArchiveFile File(byte[] content) => new() { Name = "data.zip", Address = _server.Address, Md5 = Checksum(content) };

    private static string Checksum(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5); // what the publishers of data sets give
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private Task<DownloadResult> Get(ArchiveFile file, Action<DownloadProgress>? progress = null, CancellationToken? cancellation = null) =>
        new DatasetDownloader(_client, _quick).DownloadAsync(file, _folder.Path, progress, cancellation ?? TestContext.Current.CancellationToken);

    /// <summary>Leaves a beginning of the file, as a killed download does.</summary>
    private async Task Interrupt()
    {
        for (int i = 0; i < 3; i++)
            _server.Cuts.Enqueue(i == 0 ? 100_000 : 0);
        await Assert.ThrowsAsync<DownloadException>(() => Get(File(_content)));
        _server.Cuts.Clear();
    }

    private void AssertComplete()
    {
        Assert.Equal(_content, System.IO.File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder.Path));
    }
}
