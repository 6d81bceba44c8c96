using System.CommandLine;

namespace Saccade.Cli.Hosting;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    private const int MostThreads = 1024;

    public static Option<bool> Json() => new("--json") { Description = "Print the result as one JSON document." };

    public static Option<int?> Threads() => new("--threads", "-t") { Description = "Threads to use; default: one for each core. Never changes results.", HelpName = "N" };

    public static Option<string?> Cache() => new("--cache") { Description = "Folder for prepared frames, so that the next run starts at once.", HelpName = "DIR" };

    public static Option<string?> Seed(string description) => new("--seed") { Description = description, HelpName = "N" };

    /// <summary>What is wrong with a seed, or null.</summary>
    public static string? SeedProblem(string? seed)
        => seed is not null && !ulong.TryParse(seed, out _) ? $"--seed {seed}: expected a whole number from 0 to {ulong.MaxValue}" : null;

    /// <summary>What is wrong with a number of threads, or null.</summary>
    public static string? ThreadsProblem(int? threads)
        => threads is < 1 or > MostThreads ? $"--threads {threads}: expected 1 to {MostThreads}" : null;
}
