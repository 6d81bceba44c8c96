using Saccade.Files;
using Saccade.Networks.Files;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;

namespace Saccade.Training.Checkpoints;

/// <summary>
/// The folder of one run, held exclusively while this object lives, also against other processes:
/// <code>
/// recipe.yaml                        the effective recipe, every value spelled out
/// metrics.jsonl                      the run log
/// recordings.json                    a few frames of the recordings, for the report
/// checkpoints/last.safetensors       where the run stands, with the results of finished phases
/// checkpoints/best.safetensors       the best epoch of the running phase
/// answers.json                       its decision on each recording after each step
/// model.safetensors                  the trained network
/// report.html                        the report
/// run.lock                           held while a process uses the folder
/// </code>
/// A killed process leaves whole files only: every file but the log is replaced atomically, and what an interrupted replacement left is removed on opening.
/// </summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>Name of the file that is held while a process uses the folder.</summary>
    public const string LockName = "run.lock";

    /// <summary>Name of the file of the trained network.</summary>
    internal const string ModelName = "model.safetensors";

    /// <summary>Name of the file of the run log.</summary>
    internal const string MetricsName = "metrics.jsonl";

    private readonly FileStream _lock;

    private RunFolder(string path, FileStream held, Recipe recipe, bool isResumed)
    {
        (Path, _lock, Recipe, IsResumed) = (path, held, recipe, isResumed);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The recipe of the run.</summary>
    public Recipe Recipe { get; }

    /// <summary>Whether the folder held a run of this recipe already.</summary>
    public bool IsResumed { get; }

    /// <summary>The effective recipe.</summary>
    public string RecipePath => RecipeOf(Path);

    /// <summary>The run log.</summary>
    public string MetricsPath => System.IO.Path.Combine(Path, MetricsName);

    /// <summary>Where the run stands.</summary>
    public string LastCheckpointPath => CheckpointPath("last");

    /// <summary>The best epoch of the running phase.</summary>
    public string BestCheckpointPath => CheckpointPath("best");

    /// <summary>The trained network.</summary>
    public string ModelPath => System.IO.Path.Combine(Path, ModelName);

    /// <summary>The report.</summary>
    public string ReportPath => System.IO.Path.Combine(Path, "report.html");

    /// <summary>Opens or makes a run folder and stores the recipe.</summary>
    /// <param name="path">The folder; it need not exist.</param>
    /// <param name="recipe">The recipe. Its number of threads and the path of its data may differ from those of a run that goes on.</param>
    /// <param name="mode">Whether a run may begin or go on.</param>
    /// <exception cref="RunFolderException">Another process uses the folder, it holds the run of another recipe, or the mode forbids what is needed.</exception>
    /// <exception cref="RecipeException">The recipe, or the stored one, has problems.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static RunFolder Open(string path, Recipe recipe, RunFolderMode mode)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(recipe);
        if (RecipeReader.Validate(recipe) is { Count: > 0 } problems)
            throw new RecipeException(problems);
        if (mode == RunFolderMode.Resume && !Holds(path))
            throw new RunFolderException($"got '{path}' without a recipe.yaml, expected the folder of a run to go on with");
        Directory.CreateDirectory(System.IO.Path.Combine(path, "checkpoints"));
        var held = Lock(path);
        try
        {
            bool isResumed = Prepare(path, recipe, mode);
            return new RunFolder(path, held, recipe, isResumed);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The recipe that a run folder holds, without opening the folder.</summary>
    /// <param name="path">A run folder.</param>
    /// <param name="kinds">What its names mean; null where all are of this library.</param>
    /// <exception cref="RunFolderException">The folder holds no run.</exception>
    /// <exception cref="RecipeException">The stored recipe has problems.</exception>
    public static Recipe ReadRecipe(string path, RecipeKinds? kinds = null) => Holds(path)
        ? RecipeReader.ReadFile(RecipeOf(path), [], kinds ?? RecipeKinds.Standard)
        : throw new RunFolderException($"got '{path}' without a recipe.yaml, expected the folder of a run");

    /// <summary>Whether a process works on the run of a folder now.</summary>
    /// <param name="path">A run folder.</param>
    public static bool IsInUse(string path)
    {
        try
        {
            new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Where the run stands, or null if it has not come to its first checkpoint.</summary>
    /// <exception cref="ModelFileException">The checkpoint is damaged or belongs to another recipe.</exception>
    public Checkpoint? LoadLast()
    {
        if (!File.Exists(LastCheckpointPath))
            return null;
        var checkpoint = Checkpoint.Load(LastCheckpointPath);
        string hash = RecipeWriter.Hash(Recipe);
        return checkpoint.Info.RecipeHash == hash
            ? checkpoint
            : throw new ModelFileException(LastCheckpointPath, 0, $"a checkpoint of the recipe with hash {checkpoint.Info.RecipeHash}", $"{hash}, that of recipe.yaml; remove the checkpoint to begin anew");
    }

    /// <summary>Opens the run log: cut to where a checkpoint was made, or empty.</summary>
    /// <param name="last">The checkpoint to go on from, or null to begin.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RunLogException">The log does not fit the checkpoint.</exception>
    /// <exception cref="IOException">The log cannot be written.</exception>
    public RunLogWriter OpenLog(CheckpointInfo? last, TimeProvider time) => last is null
        ? RunLogWriter.Create(MetricsPath, time)
        : RunLogWriter.Resume(MetricsPath, last.MetricsLength, time);

    /// <summary>Lets others use the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static bool Holds(string path) => File.Exists(RecipeOf(path));

    private static string RecipeOf(string path) => System.IO.Path.Combine(path, "recipe.yaml");

    private string CheckpointPath(string name) => System.IO.Path.Combine(Path, "checkpoints", name + ".safetensors");

    private static FileStream Lock(string path)
    {
        string file = System.IO.Path.Combine(path, LockName);
        try
        {
            // The system releases the lock when the process ends, however it ends; the file stays and means nothing by itself.
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new RunFolderException($"'{path}' cannot be locked: another process uses this run folder, or '{file}' cannot be written ({ErrorText.Of(e)}); wait for the other run or choose another folder", e);
        }
    }

    private static bool Prepare(string path, Recipe recipe, RunFolderMode mode)
    {
        AtomicFile.RemoveStale(path);
        AtomicFile.RemoveStale(System.IO.Path.Combine(path, "checkpoints"));
        bool holds = Holds(path);
        if (holds && mode == RunFolderMode.Create)
            throw new RunFolderException($"'{path}' holds a run already; resume it or choose another folder");
        if (holds && RecipeWriter.Differences(RecipeReader.ReadFile(RecipeOf(path), [], recipe.Kinds), recipe) is { Count: > 0 } differences)
            throw new RunFolderException($"'{path}' holds the run of another recipe; choose another folder, or undo these differences:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", differences)}");
        AtomicFile.WriteText(RecipeOf(path), RecipeWriter.ToYaml(recipe));
        return holds;
    }
}
