using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Recognition;
using Saccade.Training.Data;
using Saccade.Training.Recipes;

namespace Saccade.Training.Runs;

/// <summary>
/// A recipe to begin with on given data: modest settings that follow from what was measured, with a comment at each choice. <see cref="ToYaml"/> reads back as a recipe without problems.
/// </summary>
public sealed record RecipeProposal
{
    // The largest side of the input: a small network of three blocks then trains in minutes on a processor.
    private const int LargestSide = 64;

    // A network halves its input three times.
    private const int SmallestSide = 8;

    // Frames with fewer events than this show little.
    private const int EventsOfFrame = 20;

    // Batch statistics of fewer samples make training restless.
    private const int SmallestBatch = 8;

    // Recordings that a phase sees in all, epochs times recordings: about what a small network needs.
    private const int Sights = 20_000;

    private RecipeProposal(string name, string path, RecipeMethod method, DataSurvey survey)
        => (Name, Path, Method, Survey) = (name, path, method, survey);

    /// <summary>The name of the recipe.</summary>
    public string Name { get; }

    /// <summary>Where the data is.</summary>
    public string Path { get; }

    /// <summary>How it trains.</summary>
    public RecipeMethod Method { get; }

    /// <summary>What was seen of the data.</summary>
    public DataSurvey Survey { get; }

    /// <summary>Share of each class for testing, if the data set has no test part; 0 for none.</summary>
    public double Test { get; private init; }

    /// <summary>Share of each class for validation; 0 for none.</summary>
    public double Validation { get; private init; }

    /// <summary>What a pixel of the input stands for: so many pixels of the sensor in a row.</summary>
    public int Shrink => (Math.Max(Extent.Width, Extent.Height) + LargestSide - 1) / LargestSide;

    /// <summary>The network's input.</summary>
    public SensorSize Input => new(Side(Extent.Width), Side(Extent.Height));

    /// <summary>What fills the frame: what each recording covers where these differ much, else the sensor.</summary>
    public FrameFit Fit => Survey.StatedSensors.Count > 1 || VariesTwofold(s => s.Width) && VariesTwofold(s => s.Height) ? FrameFit.Recording : FrameFit.Sensor;

    /// <summary>How frames become as large as the input.</summary>
    public FrameResize Resize => Fit == FrameFit.Recording || Shrink > 1 || Input != Extent ? FrameResize.Binned : FrameResize.Nearest;

    /// <summary>T_S, the time steps of the spiking network.</summary>
    public int Steps => (int)Math.Clamp(Survey.Events.Median / EventsOfFrame / (Method == RecipeMethod.Hsd ? 2 : 1), 1, 5);

    /// <summary>Frames of a recording: of HSD every second one is for the network that sees frames.</summary>
    public int Frames => Method == RecipeMethod.Hsd ? 2 * Steps : Steps;

    /// <summary>Samples of a mini-batch.</summary>
    public int Batch => Math.Clamp(Survey.Training / 8, SmallestBatch, 32);

    /// <summary>Epochs of each phase.</summary>
    public int Epochs => Math.Clamp((Sights + Survey.Training - 1) / Survey.Training, 10, 50);

    private SensorSize Extent => Fit == FrameFit.Recording ? Survey.Covered.Largest : Survey.Sensor;

    /// <summary>Looks at a data set and proposes a recipe for it.</summary>
    /// <param name="catalog">The data set.</param>
    /// <param name="path">The path that the recipe names.</param>
    /// <param name="name">The name of the recipe: letters, digits, hyphens, dots and underscores.</param>
    /// <param name="method">How to train.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DatasetException">There is no recording to train on, or one class only.</exception>
    /// <exception cref="EventFormatException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RecipeProposal For(RecordingCatalog catalog, string path, string name, RecipeMethod method, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (catalog.Classes.Count < 2)
            throw new DatasetException(catalog.Location, $"got one class only ('{string.Join("', '", catalog.Classes)}'), expected at least two: with one every answer is right and nothing is learned");
        var survey = DataSurvey.Of(catalog, cancellation: cancellation);
        double test = survey.HasTest || catalog.HasPart("train") ? 0 : Share(survey.SmallestClass);
        var proposal = new RecipeProposal(name, path, method, survey) { Test = test, Validation = Share(survey.SmallestClass - (int)Math.Ceiling(survey.SmallestClass * test)) };
        return Divides(catalog, proposal) ? proposal : proposal with { Test = 0, Validation = 0 };
    }

    /// <summary>The recipe with its comments.</summary>
    public string ToYaml() => RecipeProposalText.Of(this);

    // At least one recording of each class, and most of them for learning.
    private static double Share(int smallestClass) => smallestClass switch { >= 10 => 0.1, >= 5 => 0.2, >= 3 => 0.34, _ => 0 };

    private static bool Divides(RecordingCatalog catalog, RecipeProposal proposal)
    {
        try
        {
            var parts = DataParts.Of(catalog, new DataRecipe { Test = proposal.Test, Validation = proposal.Validation });
            return parts.Train.CountByClass().Min() > 0;
        }
        catch (DatasetException)
        {
            return false; // too few recordings to divide so
        }
    }

    private bool VariesTwofold(Func<SensorSize, int> side) => side(Survey.Covered.Largest) > 2 * side(Survey.Covered.Smallest);

    private int Side(int pixels) => Math.Max(SmallestSide, (pixels + Shrink - 1) / Shrink);
}
