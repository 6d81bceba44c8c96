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

    /// <summary>A recognizer: of a model of 8 bits, by its plan, if its layers have one.</summary>
    public static Recognizer Recognizer(Network network, ModelCard card, RecognizerOptions options)
    {
        try
        {
            return card.Weights == WeightFormat.Int8 ? PlanRecognizer.Create(network, card, options) : new Recognizer(network, card, options);
        }
        catch (StreamPlanException)
        {
            return new Recognizer(network, card, options);
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
