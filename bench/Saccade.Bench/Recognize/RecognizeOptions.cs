using System.Globalization;

namespace Saccade.Bench.Recognize;

/// <summary>What the command line of <c>recognize</c> asks for.</summary>
internal sealed record RecognizeOptions
{
    public const string Usage = """
        usage: dotnet run -c Release --project bench/Saccade.Bench -- recognize [MODEL RECORDING ...] [--callers N] [--milliseconds N] [--rounds N]

          MODEL RECORDING  what is decided (default: generated recordings, small CNN of 34x34 with random weights)
          --callers N      most callers at once (default: one for each core)
          --milliseconds N how long each number of callers decides in a round (default: 50)
          --rounds N       how often they take turns (default: 200)
        """;

    public string[] Files { get; private init; } = [];

    public int Callers { get; private init; } = Environment.ProcessorCount;

    public int Milliseconds { get; private init; } = 50;

    public int Rounds { get; private init; } = 200;

    /// <summary>Reads the arguments behind the first; throws with one sentence if one is wrong.</summary>
    public static RecognizeOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new RecognizeOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--callers" => options with { Callers = Number(arguments, ++i) },
                "--milliseconds" => options with { Milliseconds = Number(arguments, ++i) },
                "--rounds" => options with { Rounds = Number(arguments, ++i) },
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
}
