using System.Security.Cryptography;
using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Sources;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>A teacher from a model file: its network, and the training recordings as the frames that it was trained on, with its own T.</summary>
/// <param name="Network">The network.</param>
/// <param name="Frames">The training recordings, prepared as the model file says.</param>
/// <param name="Positions">Which of those frames it sees, if the recipe does not say others.</param>
/// <param name="Hash">SHA-256 of the file.</param>
public sealed record ModelTeacher(Network Network, PreparedFrames Frames, IReadOnlyList<int> Positions, string Hash)
{
    /// <summary>The key of a teacher in <see cref="TrainingData.Teachers"/>.</summary>
    public static string KeyOf(string phase, string teacher) => $"{phase}.{teacher}";

    /// <summary>Loads all teachers of a recipe that come from model files.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="train">The training part, for its classes.</param>
    /// <param name="prepare">Prepares it in another way.</param>
    internal static SortedDictionary<string, ModelTeacher> LoadAll(Recipe recipe, RecordingSet train, Func<FramePreparation, PreparedFrames> prepare)
    {
        var teachers = new SortedDictionary<string, ModelTeacher>(StringComparer.Ordinal);
        foreach (var phase in recipe.Phases)
        {
            foreach (var teacher in phase.Teachers.Where(t => t.Model is not null))
                teachers.Add(KeyOf(phase.Name, teacher.Name), Load(teacher, recipe.Kinds.Networks, train, prepare));
        }

        return teachers;
    }

    private static ModelTeacher Load(TeacherRecipe teacher, NetworkKinds kinds, RecordingSet train, Func<FramePreparation, PreparedFrames> prepare)
    {
        var (network, card) = ModelFile.Load(teacher.Model!, kinds);
        if (!card.Labels.SequenceEqual(train.Classes))
            throw new DatasetException(teacher.Model!, $"got a teacher of the classes {string.Join(", ", card.Labels)}, expected those of the data set, in the same order: {string.Join(", ", train.Classes)}");
        var frames = prepare(card.Preprocessing.Preparation(network.Description.Input));
        ModelFrames.CheckSensor(teacher.Model!, card.Preprocessing, frames.Report.Integrated);
        using var file = File.OpenRead(teacher.Model!);
        return new ModelTeacher(network, frames, card.Preprocessing.Positions, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
