using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>On which sensors the recordings of a set lie.</summary>
/// <param name="Largest">The smallest sensor that holds them all.</param>
/// <param name="Declared">How many recordings name each sensor, from the smallest on; those that name none are in none.</param>
public sealed record SensorSurvey(SensorSize Largest, IReadOnlyList<SensorCount> Declared);

/// <summary>How many recordings name a sensor.</summary>
/// <param name="Sensor">The sensor.</param>
/// <param name="Recordings">Number of recordings.</param>
public sealed record SensorCount(SensorSize Sensor, int Recordings);
