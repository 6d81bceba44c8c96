using Saccade.Cli.Hosting;
using Saccade.Events.Datasets;
using Saccade.Events.Formats;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data prepare</c>.</summary>
internal sealed record DataPrepareOptions : ICommandOptions
{
    public required string Path { get; init; }

    public required string Out { get; init; }

    public string? Layout { get; init; }

    public bool DropOutside { get; init; }

    public bool Salvage { get; init; }

    public bool CorrectLabels { get; init; }

    public int? Threads { get; init; }

    public bool Json { get; init; }

    /// <summary>How the data set is opened.</summary>
    public CatalogOptions Catalog => CatalogSelection.Options(Layout) with
    {
        OutsideSensor = DropOutside ? OutsideSensor.Drop : OutsideSensor.Fail,
        Damage = Salvage ? DamagePolicy.Salvage : DamagePolicy.Fail,
        CorrectLabels = CorrectLabels,
    };

    public IEnumerable<string> Validate()
    {
        if (CatalogSelection.Problem(Layout) is { } layout)
            yield return layout;
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}
