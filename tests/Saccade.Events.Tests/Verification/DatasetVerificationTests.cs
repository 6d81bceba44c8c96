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
    public void Run_FewerRecordingsThanTheCompleteSet_AreASubset_UnlessItClaimsToBeComplete()
    {
        _folder.File("Train/7/1.bin", Bytes(1));
        var described = DatasetDescriptions.NMnist with { Expected = [new("train", 4, [0, 0, 0, 0, 0, 0, 0, 2, 1, 1]), new("test", 2)] };

        var findings = Run(described, readAll: false);
        var claimed = DatasetVerification.Run(
            _folder.Path, new VerificationOptions { Catalog = new CatalogOptions { Description = described }, Complete = true }, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(findings, f => f.Kind == FindingKind.Problem);
        Assert.Equal(
            [
                "part 'train' has 1 of 4 recordings (0 of 0, 0 of 0, 0 of 0, 0 of 0, 0 of 0, 0 of 0, 0 of 0, 1 of 2, 0 of 1, 0 of 1 by class)",
                "part 'test' is not here; the complete set has 2 recordings in it",
                "1 of the 6 recordings of the complete set",
            ],
            findings.Where(f => f.Subject is "counts" or "subset").Select(f => f.Text));
        Assert.Contains(findings, f => f is { Kind: FindingKind.Sound, Subject: "recordings", Text: "all 1 can be read" });
        Assert.Equal(2, claimed.Count(f => f.Kind == FindingKind.Problem));
        Assert.DoesNotContain(claimed, f => f.Subject is "subset" or "recordings");
    }

    [Fact]
    public void Run_DamagedRecordingInASubset_IsFoundWithoutBeingAsked()
    {
        _folder.File("Train/7/1.bin", Bytes(1));
        _folder.File("Train/7/2.bin", [1, 2, 3]);

        var problems = DatasetVerification.Run(_folder.Path, null, TestContext.Current.CancellationToken).Where(f => f.Kind == FindingKind.Problem);

        Assert.Equal(["recordings", "recordings"], problems.Select(f => f.Subject));
    }

    [Fact]
    public void Run_MoreRecordingsOfAClassThanThereAre_IsAProblem()
    {
        _folder.File("Train/7/1.bin", Bytes(1));
        _folder.File("Train/7/2.bin", Bytes(2));

        var problem = Assert.Single(
            Run(DatasetDescriptions.NMnist with { Expected = [new("train", 3, [0, 0, 0, 0, 0, 0, 2, 1, 0, 0])] }, readAll: false), f => f.Kind == FindingKind.Problem);

        Assert.Contains("part 'train' has 2 recordings, expected 3", problem.Text);
    }

    [Fact]
    public void Run_RecordingsThatVanishWhileTheyAreRead_AreFindings()
    {
        string[] files = [.. Enumerable.Range(1, 8).Select(i => _folder.File($"Train/7/{i}.bin", Bytes((ulong)i)))];
        var options = new VerificationOptions { ReadAll = true, Progress = _ => files.ToList().ForEach(File.Delete) };

        var problems = DatasetVerification.Run(_folder.Path, options, TestContext.Current.CancellationToken).Where(f => f.Kind == FindingKind.Problem).ToList();

        Assert.Contains("of 8 cannot be read", problems[^1].Text);
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
