using System.Reflection;
using Saccade.Training.Recipes;

namespace Saccade.Cli.Demo;

/// <summary>The recipes of the demo, which lie in the program.</summary>
internal static class DemoRecipes
{
    /// <summary>Names of the runs with what they are called in tables.</summary>
    public static readonly IReadOnlyList<(string Name, string Title)> All = [("hsd", "distilled (HSD)"), ("direct", "trained directly")];

    // Shows that all works, not how well.
    private static readonly string[] _quick =
    [
        "data.synthetic.train-per-class=4", "data.synthetic.test-per-class=2", "data.synthetic.duration-ms=40", "data.validation=0.25", "network.channels=[4, 8]",
        "frames.height=17", "frames.width=17", "frames.resize=binned",
    ];

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
        if (options.Seed is not null)
        {
            yield return $"seed={options.Seed}";
            yield return $"data.synthetic.seed={options.Seed}";
        }

        if (!options.Quick)
            yield break;
        foreach (string set in _quick)
            yield return set;
        foreach (string set in name == "hsd" ? (string[])["pretrain.epochs=1", "finetune.epochs=1"] : ["train.epochs=2"])
            yield return set;
    }
}
