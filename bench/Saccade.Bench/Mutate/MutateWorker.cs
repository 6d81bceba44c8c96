using System.Globalization;
using Saccade.Mutation;
using Saccade.TestKit;

namespace Saccade.Bench.Mutate;

/// <summary>
/// The process that reads mutated inputs of one kind. It says which input it begins and how that went, each on a line, so that whoever started it knows the
/// input that ended or stopped it.
/// </summary>
internal static class MutateWorker
{
    public const char Begin = '@', Good = '+', Refused = '-', Fault = '!';

    public static int Run(MutateOptions options)
    {
        var kind = options.Kinds[0];
        var mutator = new Mutator(kind, options.Seed);
        using TemporaryFolder folder = new();
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        for (long number = options.First; number < options.First + options.Count; number++)
        {
            byte[] input = mutator.Input(number);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Begin}{number}"));
            var outcome = MutationOutcome.Of(kind, input, folder.Path);
            char sign = outcome.Fault is not null ? Fault : outcome.Accepted ? Good : Refused;
            string fault = outcome.Fault?.ReplaceLineEndings(" | ") ?? "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sign}{outcome.Elapsed.Ticks} {outcome.Bytes} {fault}"));
        }

        return 0;
    }
}
