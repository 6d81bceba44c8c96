using System.Globalization;
using Saccade.Recognition;
using Saccade.Streaming.Sources;

namespace Saccade.Streaming.Feeds;

/// <summary>One option of a command line that streams.</summary>
/// <param name="Name">As it is written, with its hyphens.</param>
/// <param name="Short">A short form; null for none.</param>
/// <param name="HelpName">What stands for its value in a help text; null for an option without a value.</param>
/// <param name="Description">What it means.</param>
/// <param name="Expected">What its value must be, for a message.</param>
/// <param name="Set">The settings with a value; null if it is none. Of an option without a value, the value does not matter.</param>
internal sealed record StreamArgument(string Name, string? Short, string? HelpName, string Description, string Expected, Func<StreamSettings, string, StreamSettings?> Set)
{
    /// <summary>Whether the command line must have it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What holds without it, where a help text says so.</summary>
    public string? Default { get; init; }

    /// <summary>What is wrong with a value; null for nothing.</summary>
    public string? ProblemOf(string value) => Set(StreamSettings.Unset, value) is null ? $"{Name} {value}: expected {Expected}" : null;
}

/// <summary>How a stream is asked for on a command line, described once for every program that has one.</summary>
internal static class StreamArguments
{
    /// <summary>All of them, in the order of a help text.</summary>
    public static IReadOnlyList<StreamArgument> All { get; } =
    [
        Text("--model", "-m", "FILE", "The model file, or the run folder it is in.", (s, value) => s with { Model = value }) with { IsRequired = true },
        Text("--input", "-i", "SOURCE", "A recording, - for standard input, tcp://HOST:PORT to connect to, listen://:PORT for connections or udp://:PORT for datagrams (from this machine alone if no host is given).", (s, value) => s with { Input = value }) with { IsRequired = true },
        Text("--format", null, "NAME", "Format of the bytes, if the first ones do not show it: see 'saccade events info --help'.", (s, value) => s with { Format = value }),
        Choice<PackedLayout>("--packed", "Events without a header, as faery packs them: t64x16y16on8 (usual for datagrams) or t32x16y15on1.", (s, value) => s with { Packed = value }),
        Text("--window", "-w", "WINDOW", "Which events make a time step: a duration (30ms), a number of events (500), or a number between a shortest and a longest duration (500,1ms,30ms).", (s, value) => s with { Window = value }) with { Default = StreamSettings.Unset.Window },
        Whole("--steps", "N", "Time steps of a decision; default: those of the training; 0: one decision that never ends.", (s, value) => s with { Steps = value }),
        Choice<ExitScore>("--exit", "confidence, entropy, margin or patience: decide before the last step when the network is sure enough.", (s, value) => s with { Exit = value }),
        Number("--threshold", "X", "How sure is enough for --exit, 0 to 1 (patience: steps).", (s, value) => s with { Threshold = value }),
        Number("--speed", "X", "Play a recording at its own pace (1) or faster; default: as fast as it goes.", (s, value) => s with { Speed = value }),
        Text("--region", null, "X,Y,W,H", "The part of the sensor to show to a model whose frames are fitted: left, top, width, height.", (s, value) => s with { Region = value }),
        Choice<WeightFormat>("--weights", "float32 or int8: how weights are kept where the input is spikes; default: as the model has them.", (s, value) => s with { Weights = value }),
        Whole("--threads", "N", "Threads that compute a time step.", (s, value) => s with { Threads = value }) with { Default = StreamSettings.Unset.Threads.ToString(CultureInfo.InvariantCulture) },
        Choice<DropPolicy>("--drop", "wait, oldest or newest: what happens to events when the network is slower; default: wait, for datagrams and --speed oldest.", (s, value) => s with { Drop = value }),
        Whole("--queue", "N", "Pieces of events that wait for the network at most.", (s, value) => s with { Queue = value }) with { Default = StreamSettings.Unset.Queue.ToString(CultureInfo.InvariantCulture) },
        Text("--idle", null, "TIME", "Take a source for ended when nothing has come for so long (5s); default: wait.", (s, value) => s with { Idle = value }),
        new("--every-step", null, null, "A line for each time step, not only for each decision.", "", (s, _) => s with { EveryStep = true }),
    ];

    private static StreamArgument Text(string name, string? shortName, string helpName, string description, Func<StreamSettings, string, StreamSettings> set)
        => new(name, shortName, helpName, description, "a value", (s, value) => value.Length == 0 ? null : set(s, value));

    private static StreamArgument Whole(string name, string helpName, string description, Func<StreamSettings, int, StreamSettings> set)
        => new(name, null, helpName, description, "a whole number", (s, text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? set(s, value) : null);

    private static StreamArgument Number(string name, string helpName, string description, Func<StreamSettings, double, StreamSettings> set)
        => new(name, null, helpName, description, "a number", (s, text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? set(s, value) : null);

    private static StreamArgument Choice<TChoice>(string name, string description, Func<StreamSettings, TChoice, StreamSettings> set)
        where TChoice : struct, Enum
    {
        string[] names = [.. Enum.GetNames<TChoice>().Select(n => n.ToLowerInvariant())];
        return new(name, null, "NAME", description, $"{string.Join(", ", names[..^1])} or {names[^1]}", (s, word) =>
        {
            int at = Array.FindIndex(names, n => n.Equals(word, StringComparison.OrdinalIgnoreCase));
            return at < 0 ? null : set(s, Enum.GetValues<TChoice>()[at]);
        });
    }
}
