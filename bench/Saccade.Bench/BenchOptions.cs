namespace Saccade.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        usage: dotnet run -c Release --project bench/Saccade.Bench -- [FILTER ...] [--json FILE] [--threads N] [--cpu-time] [--quick] [--list]

          FILTER        only cases whose "group: name" contains all of these words
          --json FILE   also write the results there
          --threads N   threads of whole networks and ops (default: one per core); kernels are always timed on one
          --cpu-time    time the processor's work for the calling thread instead of the clock (Linux; one thread only): for loaded machines
          --quick       check every case and time it once: shows that the bench works
          --list        only name the cases

        Or with the first word `mutate`: reads mutated inputs; `mutate` alone says how.
        """;

    public IReadOnlyList<string> Filters { get; private init; } = [];

    public string? Json { get; private init; }

    public int Threads { get; private init; } = Environment.ProcessorCount;

    public bool CpuTime { get; private init; }

    public bool Quick { get; private init; }

    public bool List { get; private init; }

    /// <summary>Reads the arguments; throws with one sentence if one is wrong.</summary>
    public static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            options = argument switch
            {
                "--json" => options with { Json = Value(arguments, ref i) },
                "--threads" => options with { Threads = int.TryParse(Value(arguments, ref i), out int n) && n > 0 ? n : throw new ArgumentException("--threads needs a number above 0") },
                "--cpu-time" => options with { CpuTime = true, Threads = 1 },
                "--quick" => options with { Quick = true },
                "--list" => options with { List = true },
                _ when argument.StartsWith('-') => throw new ArgumentException($"unknown option '{argument}'\n{Usage}"),
                _ => options with { Filters = [.. options.Filters, argument] },
            };
        }

        return options;
    }

    /// <summary>Whether the filters let a case pass.</summary>
    public bool Selects(BenchCase c)
        => Filters.All(f => $"{c.Group}: {c.Name}".Contains(f, StringComparison.OrdinalIgnoreCase));

    private static string Value(ReadOnlySpan<string> arguments, ref int i)
        => ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} needs a value");
}
