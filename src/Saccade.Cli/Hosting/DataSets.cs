using Saccade.Events.Datasets;

namespace Saccade.Cli.Hosting;

/// <summary>Opens data sets that a command line names.</summary>
internal static class DataSets
{
    public static RecordingCatalog Open(string path)
    {
        try
        {
            return RecordingCatalog.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadData, $"the data set cannot be read: {e.Message}", e);
        }
    }
}
