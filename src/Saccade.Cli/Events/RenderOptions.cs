using Saccade.Cli.Hosting;

namespace Saccade.Cli.Events;

/// <summary>Options of <c>saccade events render</c>.</summary>
internal sealed record RenderOptions(InputOptions Input, string Output, PictureKind? Kind, int Frames, bool ByTime, int? Zoom, bool Force) : ICommandOptions
{
    private const int MostFrames = 1000;
    private const int MostZoom = 64;

    /// <summary>The kind that was asked for, else what the name tells.</summary>
    public PictureKind KindOrDefault => Kind ?? (Extension == ".gif" ? PictureKind.Gif : PictureKind.Strip);

    private string Extension => Path.GetExtension(Output).ToLowerInvariant();

    public IEnumerable<string> Validate()
    {
        foreach (string problem in Input.Validate())
            yield return problem;
        string expected = KindOrDefault == PictureKind.Gif ? ".gif" : ".png";
        if (Extension != expected)
            yield return $"{Output}: a picture of kind {KindOrDefault.ToString().ToLowerInvariant()} is a {expected} file";
        if (Frames is < 1 or > MostFrames)
            yield return $"--frames {Frames}: expected 1 to {MostFrames}";
        if (Zoom is < 1 or > MostZoom)
            yield return $"--zoom {Zoom}: expected 1 to {MostZoom}";
    }
}

/// <summary>What a picture shows.</summary>
internal enum PictureKind
{
    /// <summary>Frames side by side.</summary>
    Strip = 0,

    /// <summary>Frames one after the other.</summary>
    Gif = 1,

    /// <summary>A cloud in x, y and time.</summary>
    Cloud = 2,
}
