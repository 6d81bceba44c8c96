using Saccade.Files;

namespace Saccade.Training.Recipes;

/// <summary>How a recording becomes T frames of 2 x height x width event counts, and who sees which.</summary>
public sealed record FrameRecipe
{
    /// <summary>T, the number of frames.</summary>
    public int Count { get; init; } = 10;

    /// <summary>How the recording is cut.</summary>
    public FrameSlicing Slicing { get; init; } = FrameSlicing.Number;

    /// <summary>Height of the network's input in pixels; frames of another size are resized.</summary>
    public int Height { get; init; } = 34;

    /// <summary>Width of the network's input in pixels.</summary>
    public int Width { get; init; } = 34;

    /// <summary>How frames of another size are resized.</summary>
    public FrameResize Resize { get; init; } = FrameResize.Nearest;

    /// <summary>What fills the frame: the sensor, or what the recording covers of it.</summary>
    public FrameFitting Fit { get; init; }

    /// <summary>What the network is shown for a count of events.</summary>
    public FrameCounts Counts { get; init; }

    /// <summary>How many slices of the recording a frame shows, the last of them its own; above 1 frames overlap.</summary>
    public int Window { get; init; } = 1;

    /// <summary>How the frames are shared between the quantised and the spiking network.</summary>
    public FramePartition Partition { get; init; } = FramePartition.Leading;

    /// <summary>T_A, the number of frames of the quantised network. Not given, it is what <see cref="Snn"/> leaves, or half of T, rounded up.</summary>
    public int Ann { get; init; } = 5;

    /// <summary>T_S, the number of frames of the spiking network. Not given, it is what <see cref="Ann"/> leaves.</summary>
    public int Snn { get; init; } = 5;

    /// <summary>Positions of the frames that a choice means, ascending, from 0.</summary>
    public ValueList<int> Positions(FrameChoice choice) => choice switch
    {
        FrameChoice.All => [.. Enumerable.Range(0, Count)],
        FrameChoice.Ann when Partition == FramePartition.Leading => [.. Enumerable.Range(0, Ann)],
        FrameChoice.Ann => [.. Enumerable.Range(0, Ann).Select(i => 2 * i)],
        FrameChoice.Snn when Partition == FramePartition.Leading => [.. Enumerable.Range(Ann, Snn)],
        FrameChoice.Snn => [.. Enumerable.Range(0, Snn).Select(i => 2 * i + 1)],
        _ => throw new ArgumentOutOfRangeException(nameof(choice), choice, "expected ann, snn or all"),
    };
}
