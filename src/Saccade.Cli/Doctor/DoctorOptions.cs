using Saccade.Cli.Hosting;

namespace Saccade.Cli.Doctor;

/// <summary>Options of <c>saccade doctor</c>.</summary>
internal sealed record DoctorOptions : ICommandOptions
{
    public bool Json { get; init; }

    public IEnumerable<string> Validate() => [];
}
