using Saccade.Files;
using Saccade.Networks;
using Saccade.Recognition;

namespace Saccade.Cli.Hosting;

/// <summary>Reads model files that a command line names.</summary>
internal static class Models
{
    /// <summary>The model file that a path means: a run folder stands for the model in it.</summary>
    public static string FileOf(string path) => Directory.Exists(path) ? Path.Combine(path, "model.safetensors") : path;

    public static (Network Network, ModelCard Card) Load(string path)
    {
        try
        {
            return ModelFile.Load(FileOf(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadModel, $"the model cannot be read: {ErrorText.Of(e)}", e);
        }
    }
}
