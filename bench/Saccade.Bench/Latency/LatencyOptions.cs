using System.Globalization;

namespace Saccade.Bench.Latency;

/// <summary>What the command line of <c>latency</c> asks for.</summary>
internal sealed record LatencyOptions
{
    public const string Usage = """
        usage: dotnet run -c Release --project bench/Saccade.Bench -- latency [MODEL RECORDING ...] [--firing X,Y,...] [--steps N] [--decisions N] [--threads N] [--from FOLDER]

          MODEL RECORDING  what is decided (default: VGG-SNN with random weights and forced firing rates)
          --firing X,Y     firing rates of that network (default: 0.01,0.02,0.05,0.1,0.2,0.5)
          --steps N        its time steps (default: 5)
          --decisions N    how many are timed (default: 100)
          --threads N      threads beside one (default: one for each core)
          --from FOLDER    what `saccade bench --export` wrote instead, with so many threads, as JSON
        """;

    public string[] Files { get; private init; } = [];

    public double[] Firing { get; private init; } = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

    public int Steps { get; private init; } = 5;

    public int Decisions { get; private init; } = 100;

    public string? From { get; private init; }

    public int Threads { get; private init; } = Environment.ProcessorCount;

    /// <summary>Reads the arguments behind the first; throws with one sentence if one is wrong.</summary>
    public static LatencyOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new LatencyOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--firing" => options with { Firing = Rates(arguments, ++i) },
                "--steps" => options with { Steps = Number(arguments, ++i) },
                "--decisions" => options with { Decisions = Number(arguments, ++i) },
                "--threads" => options with { Threads = Number(arguments, ++i) },
                "--from" => options with { From = ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"--from: expected a folder\n{Usage}") },
                ['-', ..] => throw new ArgumentException($"unknown option '{arguments[i]}'\n{Usage}"),
                var file => options with { Files = [.. options.Files, file] },
            };
        }

        return options.Files.Length == 1 ? throw new ArgumentException($"a model without a recording\n{Usage}") : options;
    }

    private static int Number(ReadOnlySpan<string> arguments, int at)
        => at < arguments.Length && int.TryParse(arguments[at], CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new ArgumentException($"{arguments[at - 1]}: expected a number from 1 on\n{Usage}");

    private static double[] Rates(ReadOnlySpan<string> arguments, int at)
    {
        var rates = new List<double>();
        foreach (string part in at < arguments.Length ? arguments[at].Split(',') : [""])
        {
            if (!double.TryParse(part, CultureInfo.InvariantCulture, out double rate) || !(rate is > 0 and < 1))
                throw new ArgumentException($"{arguments[at - 1]}: expected rates between 0 and 1, such as 0.02,0.1\n{Usage}");
            rates.Add(rate);
        }

        return [.. rates];
    }
}
