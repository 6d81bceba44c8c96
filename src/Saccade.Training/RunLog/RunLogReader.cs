using System.Text.Json;
using Saccade.Files;

namespace Saccade.Training.RunLog;

/// <summary>Reads <c>metrics.jsonl</c>, also while it is being written.</summary>
public static class RunLogReader
{
    /// <summary>Reads a log.</summary>
    /// <param name="path">The file.</param>
    /// <returns>All whole lines; an unfinished last line is counted, not read.</returns>
    /// <exception cref="RunLogException">A line other than an unfinished last one is not an event.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RunLogContent Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Read(stream, path);
    }

    /// <summary>Reads a log from a stream.</summary>
    /// <param name="stream">The log, to its end.</param>
    /// <param name="name">A name for messages.</param>
    /// <exception cref="RunLogException">A line other than an unfinished last one is not an event.</exception>
    public static RunLogContent Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        ReadOnlySpan<byte> rest = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        var entries = new List<RunLogEntry>();
        int line = 0, unknown = 0;
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            if (Parse(rest[..end].ToArray(), name, ++line) is { } entry)
                entries.Add(entry);
            else
                unknown++;
        }

        return new RunLogContent(entries, rest.IsEmpty ? 0 : 1, unknown);
    }

    private static RunLogEntry? Parse(byte[] bytes, string name, int line)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var at = json.RootElement.GetProperty(RunLogFormat.TimeKey).GetDateTimeOffset();
            string kind = json.RootElement.GetProperty(RunLogFormat.KindKey).GetString() ?? "";
            if (HasNullInList(json.RootElement))
                throw new JsonException("null in a list");
            return RunLogFormat.Kinds.Contains(kind) ? new RunLogEntry(at, json.RootElement.Deserialize<TrainingEvent>(RunLogFormat.Options)!) : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or NotSupportedException)
        {
            throw new RunLogException(name, line, $"got a line that is not an event ({ErrorText.Of(e)}), expected a JSON object with {RunLogFormat.TimeKey}, {RunLogFormat.KindKey} and the values of that kind", e);
        }
    }

    /// <summary>The serializer refuses null where a value must stand, but not among the values of a list.</summary>
    private static bool HasNullInList(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Null || HasNullInList(item)),
        JsonValueKind.Object => element.EnumerateObject().Any(property => HasNullInList(property.Value)),
        _ => false,
    };
}
