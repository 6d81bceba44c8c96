using Saccade.Cli.Hosting;
using Saccade.Events.Model;
using Saccade.Events.Transforms;

namespace Saccade.Cli.Events;

/// <summary>Options of the commands that change a recording.</summary>
internal sealed record ChangeOptions(InputOptions Input, OutputOptions Output, ulong Seed, IReadOnlyList<ChangeStep> Steps, bool Json) : ICommandOptions
{
    /// <summary>The transforms, in order; times of a cut count from the earliest event.</summary>
    public IEnumerable<EventTransform> Transforms(EventBuffer events) => Steps.Select(s => s.Transform!(events));

    public IEnumerable<string> Validate()
    {
        foreach (string problem in Input.Validate().Concat(Output.Validate()).Concat(Steps.Where(s => s.Problem is not null).Select(s => s.Problem!)))
            yield return problem;
        if (Steps.Count == 0)
            yield return "nothing to do; --help lists the changes";
        if (Json && Output.Path == "-")
            yield return "--json writes to standard output, where the recording goes already; give the output a name";
    }
}

/// <summary>One change: what makes its transform, or what is wrong with the words that asked for it.</summary>
internal sealed record ChangeStep(Func<EventBuffer, EventTransform>? Transform, string? Problem)
{
    public static ChangeStep Of(EventTransform transform) => new(_ => transform, transform.Validate() is [var problem, ..] ? problem : null);

    public static ChangeStep Wrong(string problem) => new(null, problem);
}
