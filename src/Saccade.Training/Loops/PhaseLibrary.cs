using Saccade.Files;
using Saccade.Networks.Files;
using Saccade.Training.Checkpoints;

namespace Saccade.Training.Loops;

/// <summary>
/// Results of finished phases in a folder that several runs share. A run whose recipe begins as that of another, on the same data, takes the phases that the other has trained in place of
/// training them to the same bits again, with their lines of the run log.
/// </summary>
/// <param name="folder">The folder; made when something is kept.</param>
public sealed class PhaseLibrary(string folder)
{
    /// <summary>What is kept under a key; null if nothing is.</summary>
    /// <param name="key">Follows from everything that the result follows from.</param>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal (Checkpoint Result, byte[] Log)? Find(string key)
        => File.Exists(PathOf(key)) ? (Checkpoint.Load(PathOf(key)), File.ReadAllBytes(LogOf(key))) : null;

    /// <summary>Keeps the result of a phase.</summary>
    /// <param name="key">Follows from everything that the result follows from.</param>
    /// <param name="result">The network.</param>
    /// <param name="log">The lines of the phase in the run log.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    internal void Keep(string key, Checkpoint result, byte[] log)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(LogOf(key), log);
        result.Save(PathOf(key)); // last: who finds it finds the log too
    }

    private string PathOf(string key) => Path.Combine(folder, key + ".safetensors");

    private string LogOf(string key) => Path.Combine(folder, key + ".jsonl");
}
