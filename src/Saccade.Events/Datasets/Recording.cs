using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>One labelled recording with its events.</summary>
/// <param name="Id">Stable name inside its data set.</param>
/// <param name="Label">Index of the class.</param>
/// <param name="Events">The events; the caller's own.</param>
/// <param name="Sensor">The sensor, null when neither data set nor file names it.</param>
/// <param name="Report">What the reader met.</param>
public sealed record Recording(string Id, int Label, EventBuffer Events, SensorSize? Sensor, DecodeReport Report);
