using Saccade.Cli.Hosting;

namespace Saccade.Cli.Events;

/// <summary>Options of <c>saccade events compare</c>.</summary>
internal sealed record CompareOptions(InputOptions A, InputOptions B, bool AlignTimes, bool AnyOrder, bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate() => A.Path == "-" && B.Path == "-" ? ["only one of the two can come from standard input"] : A.Validate();
}
