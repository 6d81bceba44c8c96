using Saccade.Files;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Training.Checkpoints;
using Saccade.Training.Loops;
using Saccade.Training.RunLog;
using Saccade.Training.Runs;

namespace Saccade.Training.Studies;

/// <summary>The folder of a study: a run folder for each run, and the leases.</summary>
/// <param name="path">The folder.</param>
internal sealed class StudyFolder(string path)
{
    private readonly Dictionary<string, RunAnswers> _answers = new(StringComparer.Ordinal);

    /// <summary>Phases that runs of the study have in common.</summary>
    public PhaseLibrary Phases { get; } = new(Path.Combine(path, "phases"));

    /// <summary>The folder of a run.</summary>
    public string Of(StudyRun run) => Path.Combine(path, run.Name);

    /// <summary>The answers of a run on the part that is needed; null if it is not finished, or was not tried on that part.</summary>
    public SplitAnswers? Answers(StudyRun run)
    {
        string split = run.Split == StudySplit.Test ? "test" : "validation";
        if (_answers.GetValueOrDefault(run.Name)?.Split(split) is { } known)
            return known;
        if (RunAnswers.Load(Of(run)) is not { } answers)
            return null;
        _answers[run.Name] = answers;
        return answers.Split(split);
    }

    /// <summary>The network of a finished run, from its model file.</summary>
    public StudyNetwork Network(StudyRun run)
    {
        var (network, _) = ModelFile.Load(Path.Combine(Of(run), RunFolder.ModelName), run.Recipe.Kinds.Networks);
        var neurons = network.AllLayers.OfType<NeuronLayer>().Select(layer => layer.Description).OfType<Spiking>().Select(layer => layer.Neuron.Title).Distinct();
        return new StudyNetwork(network.IsSpiking ? string.Join(", ", neurons) : "none", network.TrainableCount);
    }

    /// <summary>How long the epochs of a run took, of all its phases.</summary>
    public TimeSpan TimeOf(StudyRun run) => TimeSpan.FromSeconds(RunLogReader.Read(Path.Combine(Of(run), RunFolder.MetricsName)).Of<EpochDone>().Sum(epoch => epoch.Seconds));

    /// <summary>Gives the run log of a dead owner a place of its own, so that one who only slept cannot write into it any more.</summary>
    public void Detach(StudyRun run)
    {
        string log = Path.Combine(Of(run), RunFolder.MetricsName);
        if (File.Exists(log))
            AtomicFile.Write(log, File.ReadAllBytes(log));
    }
}
