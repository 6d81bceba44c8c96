using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Files;
using Saccade.Training.Checkpoints;
using Saccade.Training.Data;
using Saccade.Training.Loops;

namespace Saccade.Training.Runs;

/// <summary>
/// What the network of a run decided on each recording after each time step, kept in the run folder as <c>answers.json</c>: what paired comparisons are made of, and where one
/// sees which recordings are hard.
/// </summary>
/// <param name="Classes">Names of the classes.</param>
/// <param name="Splits">The parts that the network was tried on.</param>
public sealed record RunAnswers(IReadOnlyList<string> Classes, IReadOnlyList<SplitAnswers> Splits)
{
    private const string FileName = "answers.json";

    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The answers on a part, or null if the network was not tried on it.</summary>
    /// <param name="split"><c>validation</c> or <c>test</c>.</param>
    public SplitAnswers? Split(string split) => Splits.FirstOrDefault(s => s.Split == split);

    /// <summary>The answers of the run in a folder; null if there are none: the run is not finished, or was made by a version that kept none.</summary>
    /// <param name="folder">A run folder.</param>
    /// <exception cref="RunFolderException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RunAnswers? Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, FileName);
        if (!TrainingSession.IsFinished(folder) || !File.Exists(path))
            return null;
        try
        {
            var answers = JsonSerializer.Deserialize<RunAnswers>(File.ReadAllText(path), _options) ?? throw new JsonException("null");
            return answers.Splits.All(s => s is not null && s.IsWhole(answers.Classes.Count)) ? answers : throw new JsonException("numbers of recordings, labels and decisions that do not fit");
        }
        catch (JsonException e)
        {
            throw new RunFolderException($"'{path}' cannot be read ({ErrorText.Of(e)}); go on with the run (saccade train {folder} --resume --test) to make it again", e);
        }
    }

    /// <summary>Keeps the answers of a run that ends, before its model says that it is finished.</summary>
    internal static void Save(string folder, TrainingData data, RunResult result)
    {
        SplitAnswers?[] splits = [SplitAnswers.Of("validation", data.Validation, result.Validation, isChosen: false), SplitAnswers.Of("test", data.Test, result.Test, result.ChoseByTest)];
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(new RunAnswers(data.Train.Classes, [.. splits.OfType<SplitAnswers>()]), _options) + "\n");
    }
}
