using System.Text;
using Saccade.Streaming.Feeds;

namespace Saccade.StreamProgram;

/// <summary>From the words of a command line to settings: <c>--name value</c>, <c>--name=value</c>, or a name alone for an option without a value.</summary>
internal static class Words
{
    private const int NameColumns = 24;

    /// <summary>What there is to ask for.</summary>
    public static string Help
    {
        get
        {
            var text = new StringBuilder("saccade-stream: decides on events while they come; a line of JSON for each decision.\n\nusage: saccade-stream --model FILE --input SOURCE [options]\n\n");
            foreach (var a in StreamArguments.All)
            {
                string name = $"{(a.Short is null ? "" : a.Short + ", ")}{a.Name}{(a.HelpName is null ? "" : $" <{a.HelpName}>")}";
                text.Append($"  {name.PadRight(NameColumns)}  {a.Description}{(a.Default is null ? "" : $" [default: {a.Default}]")}\n");
            }

            return text.Append("\nExit codes: 0 the source has ended, 1 failure, 2 wrong options, 3 bad data, 4 bad model, 130 stopped (its last decision is printed).\n").ToString();
        }
    }

    /// <summary>Whether only the help text is asked for.</summary>
    public static bool AskForHelp(IReadOnlyList<string> words) => words.Count == 0 || words.Any(word => word is "--help" or "-h" or "-?");

    /// <summary>Reads them.</summary>
    /// <returns>The settings, and all that is wrong, one sentence each.</returns>
    public static (StreamSettings Settings, IReadOnlyList<string> Problems) Read(IReadOnlyList<string> words)
    {
        var settings = StreamSettings.Unset;
        List<string> problems = [], given = [];
        for (int i = 0; i < words.Count; i++)
        {
            string[] parts = words[i].Split('=', 2);
            if (StreamArguments.All.FirstOrDefault(a => a.Name == parts[0] || a.Short == parts[0]) is not { } argument)
            {
                problems.Add($"there is no option '{parts[0]}'; see saccade-stream --help");
                continue;
            }

            given.Add(argument.Name);
            string? value = argument.HelpName is null ? "" : parts.Length > 1 ? parts[1] : i + 1 < words.Count ? words[++i] : null;
            if (value is null)
                problems.Add($"{argument.Name}: expected {argument.Expected} after it");
            else if (argument.ProblemOf(value) is { } problem)
                problems.Add(problem);
            else
                settings = argument.Set(settings, value)!;
        }

        problems.AddRange(StreamArguments.All.Where(a => a.IsRequired && !given.Contains(a.Name)).Select(a => $"{a.Name} is missing"));
        return (settings, problems.Count > 0 ? problems : [.. settings.Validate()]);
    }
}
