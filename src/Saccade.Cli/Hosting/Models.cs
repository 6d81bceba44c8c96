using Saccade.Networks;
using Saccade.Recognition;

namespace Saccade.Cli.Hosting;

/// <summary>Reads model files that a command line names.</summary>
internal static class Models
{
    public static (Network Network, ModelCard Card) Load(string path)
    {
        try
        {
            // A run folder stands for the model in it.
            return ModelFile.Load(Directory.Exists(path) ? Path.Combine(path, "model.safetensors") : path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadModel, $"the model cannot be read: {e.Message}", e);
        }
    }
}
