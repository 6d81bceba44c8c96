using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>What is known about a recording before its events are read.</summary>
/// <param name="Format">The format.</param>
/// <param name="Sensor">The sensor, when the header names it.</param>
/// <param name="Fields">Everything else the header says, in its order.</param>
public sealed record RecordingHeader(EventFormat Format, SensorSize? Sensor, IReadOnlyList<HeaderField> Fields);

/// <summary>Something a file says about itself.</summary>
/// <param name="Name">What it is about, in the file's own words.</param>
/// <param name="Value">What it says.</param>
public sealed record HeaderField(string Name, string Value);
