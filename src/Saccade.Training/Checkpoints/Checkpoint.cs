using System.Text.Json;
using Saccade.Files;
using Saccade.Networks.Files;

namespace Saccade.Training.Checkpoints;

/// <summary>
/// All that a run needs to go on as if it had never stopped: parameters, running statistics and the state of the optimiser as named tensors, and where it stands. One
/// safetensors file, which Python reads too.
/// </summary>
public sealed class Checkpoint
{
    private const string FormatKey = "saccade.format";
    private const string InfoKey = "saccade.checkpoint";
    private const string Format = "checkpoint 2";

    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Dictionary<string, SafetensorsTensor> _byName;

    /// <summary>Makes a checkpoint; nothing is copied.</summary>
    /// <param name="info">Where the run stands.</param>
    /// <param name="tensors">Tensors with distinct names.</param>
    /// <exception cref="ArgumentException">Two tensors share a name.</exception>
    public Checkpoint(CheckpointInfo info, IReadOnlyList<SafetensorsTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(tensors);
        (Info, Tensors) = (info, tensors);
        _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>Where the run stands.</summary>
    public CheckpointInfo Info { get; }

    /// <summary>The file it was read from; null if it was made.</summary>
    public string? Path { get; private init; }

    /// <summary>The tensors.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>The tensor of that name, or null.</summary>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Writes the checkpoint as a whole or not at all, see <see cref="Saccade.Files.AtomicFile"/>.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="IOException">The file cannot be stored; the previous one is unchanged.</exception>
    public void Save(string path) => SafetensorsWriter.Write(
        path, Tensors, new Dictionary<string, string> { [FormatKey] = Format, [InfoKey] = JsonSerializer.Serialize(Info, _options) });

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">The file is damaged or not a checkpoint of a version that this one reads.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Checkpoint Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return Read(file, path);
    }

    /// <summary>Reads a checkpoint that came from another process.</summary>
    internal static Checkpoint Read(Stream stream, string name)
    {
        using var file = SafetensorsFile.Open(stream, name);
        return Read(file, name);
    }

    private static Checkpoint Read(SafetensorsFile file, string path)
    {
        string format = file.Metadata.GetValueOrDefault(FormatKey, "no format");
        if (format != Format)
            throw new ModelFileException(path, 0, $"'{format}' as {FormatKey}", $"'{Format}'");
        return new Checkpoint(ReadInfo(file), [.. file.Entries.Select(entry => file.Read(entry.Name))]) { Path = path };
    }

    private static CheckpointInfo ReadInfo(SafetensorsFile file)
    {
        try
        {
            var info = JsonSerializer.Deserialize<CheckpointInfo>(file.Metadata.GetValueOrDefault(InfoKey, ""), _options)
                ?? throw new JsonException("null");
            return Check(info);
        }
        catch (JsonException e)
        {
            throw new ModelFileException(file.Path, 0, $"{InfoKey} that cannot be read ({ErrorText.Of(e)})", "JSON with phase, epoch, metrics-length and recipe-hash", e);
        }
    }

    private static CheckpointInfo Check(CheckpointInfo info)
    {
        if (info.Epoch < 0)
            throw new JsonException($"epoch {info.Epoch}, which is below 0");
        if (info.MetricsLength < 0)
            throw new JsonException($"metrics-length {info.MetricsLength}, which is below 0");
        if (info.Best is { } best && (best.Epoch < 1 || best.Accuracy is not (>= 0 and <= 1)))
            throw new JsonException($"a best epoch {best.Epoch} of accuracy {best.Accuracy}, which is not an epoch from 1 with a share from 0 to 1");
        var progress = info.Progress;
        if (progress.Seen < 0 || progress.Right < 0 || progress.Right > progress.Seen || progress.OptimizerSteps < 0)
            throw new JsonException($"a progress of {progress.Seen} samples, {progress.Right} of them right, and {progress.OptimizerSteps} steps, which cannot be");
        return info;
    }
}
