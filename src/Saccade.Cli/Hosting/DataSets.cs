using Saccade.Events.Datasets;
using Saccade.Files;
using Saccade.Recognition;
using Saccade.Training.Recipes;

namespace Saccade.Cli.Hosting;

/// <summary>Opens data sets that a command line names.</summary>
internal static class DataSets
{
    public static RecordingCatalog Open(string path, CancellationToken cancellation, CatalogOptions? options = null)
        => Guard(() => RecordingCatalog.Open(path, (options ?? new CatalogOptions()) with { Cancellation = cancellation }));

    /// <summary>Opens what a model can be tried on: recordings, or still images if it was trained on those.</summary>
    public static RecordingCatalog Open(string path, ModelCard card, CancellationToken cancellation) => card.Preprocessing.Channels.AreOfImages()
        ? Guard(() => new DataRecipe { Layout = DataLayout.Images }.Open(path, cancellation))
        : Open(path, cancellation);

    /// <summary>Does something with a data set; trouble with its files is bad data.</summary>
    public static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadData, $"the data set cannot be read: {ErrorText.Of(e)}", e);
        }
    }
}
