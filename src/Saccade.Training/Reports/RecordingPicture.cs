using System.Text.Json;
using Saccade.Files;
using Saccade.Training.RunLog;

namespace Saccade.Training.Reports;

/// <summary>A few frames of one recording, small enough for a page.</summary>
/// <param name="Class">The class it belongs to.</param>
/// <param name="Width">Columns of a frame.</param>
/// <param name="Height">Rows of a frame.</param>
/// <param name="Of">How many frames the recording has.</param>
/// <param name="Positions">Which of them are here, from 0.</param>
/// <param name="Frames">One letter a pixel, row by row: A, B, C for more and more ON events, a, b, c for OFF events, a point for none.</param>
internal sealed record RecordingPicture(string Class, int Width, int Height, int Of, ValueList<int> Positions, ValueList<string> Frames)
{
    private const string FileName = "recordings.json", Letters = ".ABCabc";

    /// <summary>More columns or rows than these are not in a file of ours.</summary>
    private const int MostPixels = 64;

    /// <summary>Keeps pictures in a run folder.</summary>
    /// <exception cref="IOException">The file cannot be stored.</exception>
    public static void Save(string folder, IReadOnlyList<RecordingPicture> pictures)
        => AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(pictures.Select(Stored.From)) + "\n");

    /// <summary>The pictures of a run folder; none where none were kept.</summary>
    /// <exception cref="RunLogException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<RecordingPicture> Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return [];
        try
        {
            var stored = JsonSerializer.Deserialize<Stored?[]>(File.ReadAllText(path)) ?? [];
            RecordingPicture[] pictures = [.. stored.Select(picture => picture?.ToPicture()).OfType<RecordingPicture>()];
            return pictures.Length == stored.Length ? pictures : throw new RunLogException(path, 0, "got a picture without class or frames, or with a frame of another size, expected those of 'saccade train'; delete the file to make the report without them");
        }
        catch (JsonException e)
        {
            throw new RunLogException(path, 0, "this is not JSON; delete the file to make the report without pictures of recordings", e);
        }
    }

    /// <summary>As it is in the file: nothing in it is sure.</summary>
    private sealed record Stored(string? Class, int Width, int Height, int Of, int[]? Positions, string[]? Frames)
    {
        public static Stored From(RecordingPicture picture) => new(picture.Class, picture.Width, picture.Height, picture.Of, [.. picture.Positions], [.. picture.Frames]);

        public RecordingPicture? ToPicture() => Class is not null && Positions is not null && Frames is not null && Positions.Length == Frames.Length
            && Width is > 0 and <= MostPixels && Height is > 0 and <= MostPixels && Frames.All(frame => frame?.Length == Width * Height && frame.All(Letters.Contains))
            ? new RecordingPicture(Class, Width, Height, Of, [.. Positions], [.. Frames])
            : null;
    }
}
