using Saccade.Events.Store;

namespace Saccade.Cli.Data;

/// <summary>The result of <c>saccade data prepare</c> for programs.</summary>
internal sealed record DataPrepareResult(
    string Path, string Out, string Layout, int Recordings, int EmptyRecordings, long Events, long Bytes, int Shards, int ReusedShards, bool WasComplete,
    long OutsideSensor, long Damages, long LostBytes, long Backwards, double Seconds)
{
    public static DataPrepareResult Of(DataPrepareOptions options, string layout, StoreReport report, TimeSpan elapsed) => new(
        options.Path, options.Out, layout, report.Recordings, report.EmptyRecordings, report.Events, report.Bytes, report.Shards, report.ReusedShards, report.WasComplete,
        report.Decoded.OutsideSensor, report.Decoded.Damages, report.Decoded.LostBytes, report.Decoded.Backwards, elapsed.TotalSeconds);
}
