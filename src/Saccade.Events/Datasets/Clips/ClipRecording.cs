using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets.Clips;

/// <summary>The events of a longer recording with start &lt;= t &lt; end, in the order of the file.</summary>
/// <param name="id">Stable name: recording, label and running number of the label in the recording.</param>
/// <param name="part">Part of the data set.</param>
/// <param name="line">Label and times.</param>
/// <param name="first">Whether it is the first clip: it then carries what the reader met in the whole recording besides events.</param>
/// <param name="whole">The recording.</param>
/// <param name="files">Decodes it.</param>
internal sealed class ClipRecording(string id, string part, ClipLine line, bool first, ClippedFile whole, DecodedFiles files)
    : RecordingItem(id, part, line.Label)
{
    public override string Identity => $"{whole.Identity}:{line.Start}-{line.End}";

    public override long Length => -1;

    internal override long ExpectedBytes => whole.File.Length / whole.Clips;

    internal override object? Container => whole;

    public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into)
    {
        var content = files.Get(whole);
        int before = into.Count, disorder = into.Disorder;
        bool backSeam = !Add(content.Events, into, before);
        files.Served(whole);
        var report = first ? content.Report : DecodeReport.Empty;
        return (report with { Events = into.Count - before, Backwards = into.Disorder - disorder - (backSeam ? 1 : 0) }, content.Sensor);
    }

    /// <summary>Adds the events; false if the first of them is earlier than what was in the buffer before.</summary>
    private bool Add(EventBuffer events, EventBuffer into, int before)
    {
        if (events.IsOrdered)
        {
            int start = LowerBound(events.Times, line.Start), end = LowerBound(events.Times, line.End);
            into.Add(events.Slice(new EventRange(start, end)));
        }
        else
        {
            var times = events.Times;
            for (int i = 0; i < times.Length; i++)
            {
                if (times[i] >= line.Start && times[i] < line.End)
                    into.Add(times[i], events.X[i], events.Y[i], events.Polarities[i]);
            }
        }

        return before == 0 || into.Count == before || into.Times[before] >= into.Times[before - 1];
    }

    private static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        int low = 0, high = times.Length;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            (low, high) = times[middle] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

/// <summary>A recording that is cut into clips.</summary>
/// <param name="File">The recording.</param>
/// <param name="Identity">Changes when the recording or its table does.</param>
/// <param name="Clips">Number of its clips.</param>
internal sealed record ClippedFile(RecordingFile File, string Identity, int Clips);
