using System.CommandLine;
using System.CommandLine.Parsing;

namespace Saccade.Cli.Hosting;

/// <summary>Options whose value is one of a few names, in lower case as a person writes them.</summary>
internal static class ChoiceOption
{
    /// <summary>A choice that is the first name if none is given.</summary>
    public static Option<TChoice> Of<TChoice>(string name, string description, string helpName = "NAME")
        where TChoice : struct, Enum => new(name) { Description = description, HelpName = helpName, CustomParser = result => Parse<TChoice>(name, result) ?? default };

    /// <summary>A choice that need not be made.</summary>
    public static Option<TChoice?> OrNone<TChoice>(string name, string description, string helpName = "NAME")
        where TChoice : struct, Enum => new(name) { Description = description, HelpName = helpName, CustomParser = result => Parse<TChoice>(name, result) };

    private static TChoice? Parse<TChoice>(string option, ArgumentResult result)
        where TChoice : struct, Enum
    {
        string word = result.Tokens[^1].Value;
        string[] names = [.. Enum.GetNames<TChoice>().Select(name => name.ToLowerInvariant())];
        int found = Array.FindIndex(names, name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
        if (found >= 0)
            return Enum.GetValues<TChoice>()[found];
        result.AddError($"{option} {word}: expected {string.Join(", ", names[..^1])} or {names[^1]}");
        return null;
    }
}
