using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat4;

/// <summary>A stream of packets in an AEDAT 4 file.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Type">Four letters: EVTS, FRME, IMUS, TRIG or another.</param>
/// <param name="Sensor">The sensor, when it is stated.</param>
/// <param name="Source">The camera, or null.</param>
internal sealed record StreamInfo(int Id, string Type, SensorSize? Sensor, string? Source);
