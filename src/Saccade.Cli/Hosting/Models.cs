using Saccade.Files;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;

namespace Saccade.Cli.Hosting;

/// <summary>Reads model files that a command line names.</summary>
internal static class Models
{
    /// <summary>A model ready for streams.</summary>
    public static StreamModel Streams(string path, StreamPlanOptions options)
    {
        var (network, card) = Load(path);
        try
        {
            return new StreamModel(network, card, options);
        }
        catch (Exception e) when (e is StreamPlanException or ArgumentException)
        {
            throw new CommandException(ExitCode.BadModel, $"{path}: {ErrorText.Of(e)}", e);
        }
    }

    public static (Network Network, ModelCard Card) Load(string path)
    {
        try
        {
            return ModelFile.Load(ModelFile.In(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadModel, $"the model cannot be read: {ErrorText.Of(e)}", e);
        }
    }
}
