using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Schema;
using Saccade.Training.Recipes;

namespace Saccade.Cli.Recipes;

/// <summary>Options of <c>saccade recipe keys</c>.</summary>
internal sealed record RecipeKeysOptions : ICommandOptions
{
    /// <summary>The key that is asked for; empty for all.</summary>
    public required string Prefix { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate() => [];
}

/// <summary><c>saccade recipe keys</c>: what a recipe can say.</summary>
internal static class RecipeKeysCommand
{
    /// <summary>From this width on, a table is easier to read than a list.</summary>
    private const int TableWidth = 120;

    public static ExitCode Run(RecipeKeysOptions options, CommandContext context)
    {
        var keys = RecipeReference.Find(RecipeKinds.Standard, options.Prefix);
        if (keys.Count == 0)
        {
            string guess = RecipeReference.Nearest(RecipeKinds.Standard, options.Prefix) is { } near ? $"; did you mean '{near}'?" : "; 'saccade recipe keys' lists all keys";
            throw new CommandException(ExitCode.Usage, $"no recipe has a key '{options.Prefix}'{guess}");
        }

        var output = context.Console.Out;
        if (options.Json)
            JsonOutput.Write(output, keys.Select(RecipeKeyView.Of));
        else if (output.Width >= TableWidth)
            WriteTable(keys, output);
        else
            WriteList(keys, output);
        return ExitCode.Ok;
    }

    private static void WriteTable(IReadOnlyList<KeyDescription> keys, TerminalWriter output)
    {
        var table = new TextTable("key", "<value", "<default", "<only with", "<meaning");
        foreach (var key in keys)
            table.Add(key.Path, key.Expected, Default(key), Cases(key), string.Join(' ', key.Alternatives.Select(one => $"{one.Name}: {one.About}").Prepend(key.About)));
        table.Write(output);
    }

    private static void WriteList(IReadOnlyList<KeyDescription> keys, TerminalWriter output)
    {
        foreach (var key in keys)
        {
            output.WriteLine(key.Path);
            string value = Default(key) is { Length: > 0 } usual ? key.IsRequired ? $", {usual}" : $"; default {usual}" : "";
            output.WriteLine($"    {key.Expected}{value}{(key.Cases.Count == 0 ? "" : $"; only with {Cases(key)}")}");
            output.WriteLine($"    {key.About}");
            foreach (var one in key.Alternatives)
                output.WriteLine($"    {one.Name}: {one.About}");
        }
    }

    // The default of a map is that of its keys.
    private static string Default(KeyDescription key) => key.IsRequired ? "required" : key.Default.StartsWith('{') ? "" : key.Default;

    private static string Cases(KeyDescription key) => string.Join(", ", key.Cases);
}

/// <summary>A key for programs.</summary>
internal sealed record RecipeKeyView(string Key, string Value, string? Default, bool Required, string Meaning, IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, IReadOnlyList<string>> OnlyWith)
{
    public static RecipeKeyView Of(KeyDescription key) => new(
        key.Path, key.Expected, key.Default.Length == 0 ? null : key.Default, key.IsRequired, key.About, key.Alternatives.ToDictionary(one => one.Name, one => one.About), key.Cases.ToDictionary(c => c.Path, c => (IReadOnlyList<string>)[.. c.Names]));
}
