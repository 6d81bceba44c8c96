using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>What a conversion did.</summary>
/// <param name="Read">What the reader met: what it left out is counted there.</param>
/// <param name="Written">What the writer wrote, and what it could not hold.</param>
/// <param name="Sensor">The sensor; null when it is not known.</param>
/// <param name="SensorMeasured">Whether the sensor is only what the events need, since the input does not name it.</param>
public sealed record ConversionReport(DecodeReport Read, WriteReport Written, SensorSize? Sensor, bool SensorMeasured);
