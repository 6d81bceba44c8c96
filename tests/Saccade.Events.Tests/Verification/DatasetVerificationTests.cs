using System.Security.Cryptography;
using Saccade.Events.Datasets;
using Saccade.Events.Model;
using Saccade.Events.Verification;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Verification;

public sealed class DatasetVerificationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_CompleteSet_HasNoProblem()
    {
        Archives();

        var findings = Run(Described(1, 1), readAll: true);

        Assert.All(findings, f => Assert.NotEqual(FindingKind.Problem, f.Kind));
        Assert.Equal(["counts", "counts", "archive", "recordings", "content"], findings.Where(f => f.Kind == FindingKind.Sound).Select(f => f.Subject));
        Assert.Contains("no checksum is known", Assert.Single(findings, f => f.Kind == FindingKind.Note).Text);
    }

    [Fact]
    public void Run_WrongArchiveAndMissingRecordings_AreProblems()
    {
        Archives();
        var description = Described(2, 1);
        description = description with { Archives = [description.Archives[0] with { Sha256 = new string('0', 64) }] };

        string[] problems = [.. Run(description, readAll: false).Where(f => f.Kind == FindingKind.Problem).Select(f => f.Text)];

        Assert.Equal(2, problems.Length);
        Assert.Contains("part 'train' has 1 recordings, expected 2", problems[0]);
        Assert.Contains("expected SHA-256 0000", problems[1]);
    }

    [Fact]
    public void Run_DamagedAndEmptyRecordings_AreNamed()
    {
        _folder.File("Train/7/1.bin", [1, 2, 3]);
        _folder.File("Train/7/2.bin", []);
        _folder.File("Train/7/3.bin", Bytes(1));

        Finding[] problems = [.. DatasetVerification.Run(_folder.Path, new VerificationOptions { ReadAll = true }, TestContext.Current.CancellationToken)
            .Where(f => f.Subject == "recordings")];

        Assert.Equal(3, problems.Length);
        Assert.Contains("1.bin: at byte 0", problems[0].Text);
        Assert.Contains("'Train/7/2.bin' has no event", problems[1].Text);
        Assert.Contains("2 of 3 cannot be read", problems[2].Text);
    }

    [Fact]
    public void OfClasses_CountsEachClass_AndTheSumIsTheWhole()
    {
        _folder.File("Train/7/1.bin", Bytes(1));
        _folder.File("Train/7/2.bin", Bytes(2));
        _folder.File("Train/2/3.bin", Bytes(3));
        using var catalog = RecordingCatalog.Open(_folder.Path);
        var train = catalog.Part("train");

        var classes = EventStatistics.OfClasses(train, null, TestContext.Current.CancellationToken);

        Assert.Equal([0, 0, 1, 0, 0, 0, 0, 2, 0, 0], classes.Select(c => c.Recordings));
        Assert.Equal(EventStatistics.Of(train, null, TestContext.Current.CancellationToken), EventStatistics.Sum(classes));
        long[] durations = [.. Enumerable.Range(0, 3).Select(train.Get).Select(r => r.Events.Times[^1] - r.Events.Times[0])];
        Assert.Equal(durations.Sum(), EventStatistics.Sum(classes).TotalMicros);
        Assert.Equal(100 / (durations[0] / 1e6), classes[2].Rate, 6);
        Assert.True(double.IsNaN(classes[0].Rate));
    }

    private IReadOnlyList<Finding> Run(DatasetDescription description, bool readAll) => DatasetVerification.Run(
        _folder.Path, new VerificationOptions { Catalog = new CatalogOptions { Description = description }, ReadAll = readAll }, TestContext.Current.CancellationToken);

    private void Archives()
    {
        _folder.Zip("Train.zip", ("Train/7/1.bin", Bytes(1)));
        _folder.Zip("Test.zip", ("Test/7/1.bin", Bytes(2)));
    }

    private DatasetDescription Described(int train, int test) => DatasetDescriptions.NMnist with
    {
        Expected = [new("train", train), new("test", test)],
        Archives =
        [
            new ArchiveFile { Name = "Train.zip", Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder.Path, "Train.zip")))) },
            new ArchiveFile { Name = "Test.zip" },
        ],
    };

    private static byte[] Bytes(ulong seed) => EventData.AtisBytes(EventData.Random(100, new SensorSize(34, 34), seed));
}
