using System.Text.Json;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats;

/// <summary>Every recording of the golden list: counts, ranges and the digest of its columns, whole and in chunks.</summary>
public sealed class GoldenTests
{
    /// <summary>Larger files are not fed byte by byte.</summary>
    private const int LargestForBytes = 4 << 20;

    public static TheoryData<string> Recordings => [.. Names()];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Read_GoldenRecording_GivesItsEvents(string name)
    {
        var golden = Golden(name);
        string path = Recording(name);
        EventBuffer events = new();

        (var report, _) = EventFormats.Default.ReadFile(path, events);

        Assert.Equal(golden.GetProperty("events").GetInt64(), events.Count);
        Assert.Equal(events.Count, report.Events);
        Assert.Equal(0, report.Damages + report.LostBytes + report.Invalid + report.OutsideSensor);
        if (events.Count == 0)
            return;
        Assert.Equal(golden.GetProperty("t_first").GetInt64(), events.Times[0]);
        Assert.Equal(golden.GetProperty("t_last").GetInt64(), events.Times[^1]);
        Assert.Equal(golden.GetProperty("monotone").GetBoolean(), events.IsOrdered);
        Assert.Equal(golden.GetProperty("sha256_t_x_y_p").GetString(), EventData.Digest(events));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Read_GoldenRecordingInChunks_GivesTheSame(string name)
    {
        string path = Recording(name);
        byte[] bytes = File.ReadAllBytes(path);
        var format = EventFormats.Default.Detect(path, bytes.AsSpan(0, Math.Min(bytes.Length, EventFormats.Default.SignatureLength)));
        var whole = EventData.Decode(format, bytes, bytes.Length).Events;

        foreach (int chunk in bytes.Length <= LargestForBytes ? new[] { 1, 7, 64, 4096 } : [7, 64, 4096])
            EventData.AssertSame(whole, EventData.Decode(format, bytes, chunk).Events);
    }

    private static string Recording(string name) => SharedData.Require(["data", "formats", .. name.Split('/')]);

    internal static IEnumerable<string> Names()
    {
        string path = Path.Combine(SharedData.RepositoryRoot(), "..", "shared", "data", "formats", "golden.json");
        if (!File.Exists(path))
            return ["golden.json"]; // the test then skips and says what is missing
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.EnumerateObject().Where(p => p.Value.TryGetProperty("events", out _)).Select(p => p.Name)];
    }

    private static JsonElement Golden(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("data", "formats", "golden.json")));
        return document.RootElement.GetProperty(name).Clone();
    }
}
