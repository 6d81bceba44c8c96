using System.Reflection;
using Saccade.Training.Recipes;

namespace Saccade.Cli.Demo;

/// <summary>The ways to train that the demo compares, as recipes that lie in the program.</summary>
internal static class DemoRecipes
{
    /// <summary>The phase whose network teaches.</summary>
    public const string TeacherPhase = "pretrain";

    /// <summary>Names of the runs with what they are called in tables; distillation, which the others are held against, first.</summary>
    public static readonly IReadOnlyList<(string Name, string Title)> All = [("hsd", "distilled (HSD)"), ("direct", "direct"), ("each-step", "direct, each step")];

    // Shows that all works, not how well.
    private static readonly string[] _quick = ["data.validation=0.25", "network.channels=[4, 8]", "frames.height=17", "frames.width=17", "frames.resize=binned"];

    public static Recipe Read(string name, DemoOptions options)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Saccade.Cli.Demo.{name}.yaml")
            ?? throw new InvalidOperationException($"the recipe {name} is not in the program");
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd();
        var recipe = RecipeReader.Read(text, name + ".yaml", Overrides(name, options).Select(RecipeOverride.Parse));
        return recipe with { Threads = options.Threads ?? 0 };
    }

    private static IEnumerable<string> Overrides(string name, DemoOptions options)
    {
        if (options.Picture.Data is { } data)
            yield return data;
        if (options.Seed is not null)
        {
            yield return $"seed={options.Seed}";
            yield return $"{options.Picture.SeedKey}={options.Seed}";
        }

        if (!options.Quick)
            yield break;
        string[] epochs = name == "hsd" ? ["pretrain.epochs=1", "finetune.epochs=1"] : ["train.epochs=2"];
        foreach (string set in options.Picture.Quick.Concat(_quick).Concat(epochs))
            yield return set;
    }
}
