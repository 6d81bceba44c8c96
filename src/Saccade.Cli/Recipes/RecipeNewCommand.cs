using System.Text.RegularExpressions;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;
using Saccade.Events.Sources;
using Saccade.Files;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;

namespace Saccade.Cli.Recipes;

/// <summary>Options of <c>saccade recipe new</c>.</summary>
internal sealed record RecipeNewOptions : ICommandOptions
{
    /// <summary>The recipe to write; <c>-</c> for standard output.</summary>
    public required string Out { get; init; }

    public required string Data { get; init; }

    public RecipeMethod Method { get; init; }

    public bool Force { get; init; }

    public IEnumerable<string> Validate() => [];
}

/// <summary><c>saccade recipe new</c>: writes a recipe to begin with.</summary>
internal static partial class RecipeNewCommand
{
    public static ExitCode Run(RecipeNewOptions options, CommandContext context)
    {
        bool toPipe = options.Out == "-";
        if (!toPipe && Directory.Exists(options.Out))
            throw new CommandException(ExitCode.Usage, $"'{options.Out}' is a folder; give the name of the recipe, for example {Path.Combine(options.Out, "mine.yaml")}");
        if (!toPipe && File.Exists(options.Out) && !options.Force)
            throw new CommandException(ExitCode.Usage, $"'{options.Out}' is there already; --force replaces it");
        using var catalog = Open(options.Data, context.Cancellation);
        string name = NameOf(toPipe ? options.Data : options.Out);
        var proposal = DataSets.Guard(() => RecipeProposal.For(catalog, Path.GetFullPath(options.Data), name, options.Method, context.Cancellation));
        string text = proposal.ToYaml();
        RecipeReader.Read(text, options.Out); // what is written must be a recipe
        if (toPipe)
        {
            context.Console.Out.Write(text);
            return ExitCode.Ok;
        }

        AtomicFile.WriteText(options.Out, text);
        Tell(proposal, options, context.Console.Out);
        return ExitCode.Ok;
    }

    private static RecordingCatalog Open(string path, CancellationToken cancellation)
    {
        try
        {
            return DataSets.Open(path, cancellation);
        }
        catch (DatasetException e) when (HoldsImages(path, cancellation))
        {
            throw new CommandException(
                ExitCode.BadData,
                $"got '{path}', which holds still images, expected recordings: what is proposed follows from their times and numbers of events. A recipe that you write yourself can train on the images "
                + "(data.layout: images, frames.channels: 1 or 3) or on recordings simulated from them (data.layout: simulated).",
                e);
        }
    }

    private static bool HoldsImages(string path, CancellationToken cancellation)
    {
        try
        {
            using var images = new DataRecipe { Layout = DataLayout.Images }.Open(path, cancellation);
            return true;
        }
        catch (Exception e) when (e is SaccadeException or IOException or UnauthorizedAccessException)
        {
            return false; // then what was said of recordings stands
        }
    }

    private static void Tell(RecipeProposal proposal, RecipeNewOptions options, TerminalWriter output)
    {
        var survey = proposal.Survey;
        new Fields()
            .Add("recipe", options.Out)
            .Add("data", $"{survey.Layout}: {Text.Count(survey.Training, "recording")} to learn from, {Text.Count(survey.Classes.Count, "class", "classes")}, sensor {survey.Sensor}")
            .Add("method", proposal.Method == RecipeMethod.Hsd ? "hybrid step-wise distillation (HSD); --method direct trains a spiking network directly" : "direct training of a spiking network; --method hsd distils")
            .Add("input", $"{proposal.Input}, {Text.Count(proposal.Frames, "frame")} of a recording, T = {proposal.Steps}")
            .Add("epochs", $"{Text.Count(proposal.Epochs)} of {Text.Count(survey.Training, "recording")}{(proposal.Method == RecipeMethod.Hsd ? ", twice" : ", doubled")}")
            .Add("held out", proposal.Validation == 0 ? "nothing: a class has too few recordings, so no epoch can be chosen" : $"{Text.Percent(proposal.Validation)} for validation{(proposal.Test > 0 ? $", {Text.Percent(proposal.Test)} for testing" : "")}")
            .Add("next", $"{CommandName.AsTyped} train {Text.Quote(options.Out)}{(survey.HasTest || proposal.Test > 0 ? " --test" : "")}")
            .Write(output);
    }

    /// <summary>The name of a recipe from that of a file or folder.</summary>
    private static string NameOf(string path)
    {
        string name = NoName().Replace(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), "-").TrimStart('-', '.', '_');
        return name.Length == 0 ? "recipe" : name;
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+", RegexOptions.CultureInvariant)]
    private static partial Regex NoName();
}
