using System.Security.Cryptography;
using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Sources;
using Saccade.Files;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>The networks of a recipe's teachers that come from model files, read before any data is prepared, so that no phase is trained for nothing.</summary>
internal sealed class TeacherNetworks
{
    private readonly SortedDictionary<string, TeacherFile> _files = new(StringComparer.Ordinal);

    private TeacherNetworks()
    {
    }

    /// <summary>Reads them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="train">The training part, for its classes.</param>
    /// <exception cref="ModelFileException">A file is missing or damaged.</exception>
    /// <exception cref="DatasetException">A teacher knows other classes.</exception>
    /// <exception cref="RecipeException">A teacher does not have what the recipe wants of it.</exception>
    public static TeacherNetworks Read(Recipe recipe, RecordingSet train)
    {
        var teachers = new TeacherNetworks();
        foreach (var phase in recipe.Phases)
        {
            foreach (var teacher in phase.Teachers.Where(t => t.Model is not null))
                teachers._files.Add(ModelTeacher.KeyOf(phase.Name, teacher.Name), Read(teacher.Model!, recipe.Kinds.Networks, train));
        }

        return teachers._files.Count > 0 && RecipeReader.Validate(recipe, teachers.Of) is { Count: > 0 } problems ? throw new RecipeException(problems) : teachers;
    }

    /// <summary>Gives them the frames that they were trained on.</summary>
    /// <param name="prepared">The training part as the student sees it.</param>
    /// <param name="prepare">Prepares it in another way; asked once for each.</param>
    public IReadOnlyDictionary<string, ModelTeacher> WithFrames(PreparedFrames prepared, Func<FramePreparation, PreparedFrames> prepare)
    {
        var known = new Dictionary<FramePreparation, PreparedFrames> { [prepared.Preparation] = prepared };
        PreparedFrames Of(FramePreparation preparation) => known.TryGetValue(preparation, out var frames) ? frames
            : known[preparation] = known.Values.FirstOrDefault(k => k.Preparation.Shows(preparation)) ?? prepare(preparation);
        return _files.ToDictionary(file => file.Key, file => file.Value.WithFrames(Of));
    }

    private NetworkDescription? Of(PhaseRecipe phase, TeacherRecipe teacher) => _files.GetValueOrDefault(ModelTeacher.KeyOf(phase.Name, teacher.Name))?.Network.Description;

    private static TeacherFile Read(string path, NetworkKinds kinds, RecordingSet train)
    {
        try
        {
            var (network, card) = ModelFile.Load(path, kinds);
            if (!card.Labels.SequenceEqual(train.Classes))
                throw new DatasetException(path, $"got a teacher of the classes {string.Join(", ", card.Labels)}, expected those of the data set, in the same order: {string.Join(", ", train.Classes)}");
            using var file = File.OpenRead(path);
            return new TeacherFile(path, network, card, Convert.ToHexStringLower(SHA256.HashData(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, 0, $"a file that cannot be read ({ErrorText.Of(e)})", "the model file of a teacher", e);
        }
    }

    private sealed record TeacherFile(string Path, Network Network, ModelCard Card, string Hash)
    {
        public ModelTeacher WithFrames(Func<FramePreparation, PreparedFrames> prepare)
        {
            var frames = prepare(Card.Preprocessing.Preparation(Network.Description.Input));
            ModelFrames.CheckSensor(Path, Card.Preprocessing, frames.Report.Integrated);
            return new ModelTeacher(Network, frames, Card.Preprocessing.Positions, Hash);
        }
    }
}
