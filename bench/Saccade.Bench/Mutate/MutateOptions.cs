using System.Globalization;
using Saccade.Mutation;
using Saccade.Mutation.Kinds;

namespace Saccade.Bench.Mutate;

/// <summary>What the command line of <c>mutate</c> asks for.</summary>
internal sealed record MutateOptions
{
    public const string Usage = """
        usage: dotnet run -c Release --project bench/Saccade.Bench -- mutate KIND|all [--count N] [--seed N] [--first N] [--faults FOLDER]

          KIND             a kind of input; any wrong name lists them
          --count N        mutated inputs of each kind (default: 100000)
          --seed N         which inputs (default: 1, that of the tests)
          --first N        the number of the first input (default: 0); with --count 1, one input again
          --faults FOLDER  where inputs with faults are kept (default: saccade-faults in the folder for temporary files)
        """;

    /// <summary>The first argument of a worker process, which reads inputs and reports each on a line.</summary>
    public const string Worker = "mutate-worker";

    public required IReadOnlyList<MutationKind> Kinds { get; init; }

    public long Count { get; private init; } = 100_000;

    public ulong Seed { get; private init; } = 1;

    public long First { get; private init; }

    public string Faults { get; private init; } = Path.Combine(Path.GetTempPath(), "saccade-faults");

    /// <summary>Reads the arguments behind the first; throws with one sentence if one is wrong.</summary>
    public static MutateOptions Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length == 0)
            throw new ArgumentException($"a kind is missing\n{Usage}");
        var options = new MutateOptions { Kinds = Find(arguments[0]) };
        for (int i = 1; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value");
            options = arguments[i] switch
            {
                "--count" => options with { Count = Number(arguments[i], value) },
                "--seed" => options with { Seed = (ulong)Number(arguments[i], value) },
                "--first" => options with { First = Number(arguments[i], value) },
                "--faults" => options with { Faults = value },
                _ => throw new ArgumentException($"unknown option '{arguments[i]}'\n{Usage}"),
            };
        }

        return options;
    }

    private static IReadOnlyList<MutationKind> Find(string name)
    {
        if (name == "all")
            return MutationKinds.All;
        var kind = MutationKinds.All.FirstOrDefault(k => k.Name == name);
        return kind is null ? throw new ArgumentException($"no kind '{name}'; there are all, {string.Join(", ", MutationKinds.All)}") : [kind];
    }

    private static long Number(string option, string value)
        => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw new ArgumentException($"{option} needs a whole number, got '{value}'");
}
