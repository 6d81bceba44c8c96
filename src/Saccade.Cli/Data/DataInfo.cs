namespace Saccade.Cli.Data;

/// <summary>What is known about a data set; <paramref name="Missing"/> counts, by part, the recordings that the complete one has and this one has not.</summary>
internal sealed record DataSetInfo(
    string Path, string Kind, string Layout, string? Title, string? Citation, string? Licence, string? Sensor, IReadOnlyList<string> Classes, IReadOnlyList<PartInfo> Parts,
    IReadOnlyDictionary<string, int> Missing, IReadOnlyList<UnusedInfo> Unused, int? SharedBetweenParts);

/// <summary>A part of a data set; counts are in the order of the classes.</summary>
internal sealed record PartInfo(
    string Name, int Recordings, string Hash, IReadOnlyList<int> RecordingsByClass, IReadOnlyList<string> First, EventInfo? Events);

/// <summary>Events of a part.</summary>
internal sealed record EventInfo(long Total, long Fewest, double Mean, long Most, long LongestMicroseconds, double OnShare, long Backwards);

/// <summary>Recordings that belong to no part.</summary>
internal sealed record UnusedInfo(string Path, int Recordings, string Reason);

/// <summary>What is known about one recording.</summary>
internal sealed record RecordingInfo(
    string Path, string Kind, string Format, long Bytes, int Events, long FirstMicroseconds, long LastMicroseconds, double OnShare, string? Sensor,
    int SmallestX, int LargestX, int SmallestY, int LargestY, long TimerOverflows, long Backwards);
