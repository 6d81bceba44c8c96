using Saccade.Events.Formats.Columns;
using Saccade.Events.Formats.Hdf5.Structure;
using Saccade.Events.Formats.Text;

namespace Saccade.Events.Formats.Hdf5;

/// <summary>A place in a file that holds events.</summary>
/// <param name="Path">The group of four lists, or the data set of records or of a table.</param>
/// <param name="Columns">What holds what: data set, field and column of each.</param>
internal sealed record Hdf5Events(string Path, IReadOnlyList<Hdf5Events.Source> Columns)
{
    /// <summary>All places of a file.</summary>
    /// <param name="sets">Its data sets.</param>
    /// <param name="options">May say what the columns of a table are.</param>
    public static IEnumerable<Hdf5Events> Find(IReadOnlyList<Hdf5Dataset> sets, ReadOptions options)
    {
        foreach (var group in sets.Where(s => s.Extents.Count == 1 && IsNumber(s.Kind)).GroupBy(s => Parent(s.Path)))
        {
            var named = Meant(group.Select(s => (NameOf(s.Path), new Source(s, null, 0, s.Kind))));
            if (ColumnNames.AreComplete([.. named.Select(n => n.Meaning)]))
                yield return new Hdf5Events(group.Key, named);
        }

        foreach (var set in sets)
        {
            if (set.Kind == Hdf5Kind.Compound && set.Extents.Count == 1)
            {
                var fields = Meant(set.Members.Where(m => IsNumber(m.Kind)).Select(m => (m.Name, new Source(set, m.Name, 0, m.Kind))));
                if (ColumnNames.AreComplete([.. fields.Select(n => n.Meaning)]))
                    yield return new Hdf5Events(set.Path, fields);
            }
            else if (IsNumber(set.Kind) && set.Extents.Count == 2 && set.Extents[1] == (options.Text?.Columns?.Count ?? 4) && NameOf(set.Path) == "events")
            {
                yield return new Hdf5Events(set.Path, [.. Enumerable.Range(0, (int)set.Extents[1]).Select(i => new Source(set, null, i, set.Kind))]);
            }
        }
    }

    /// <summary>Whether it is a table whose columns have no names.</summary>
    public bool IsTable => Columns.All(c => c.Meaning == TextColumn.Ignored);

    /// <summary>The data sets.</summary>
    public IEnumerable<Hdf5Dataset> Sets => Columns.Select(c => c.Set).Distinct();

    /// <summary>The columns, when what they hold is known.</summary>
    public EventColumns Join() => EventColumns.Of(Columns.Select(c => (c.Meaning, (EventColumn)c.Column()))) with
    {
        Unit = Columns.First(c => c.Meaning == TextColumn.Time).Unit,
    };

    /// <summary>The first rows of a table.</summary>
    public IReadOnlyList<double[]> Sample(int most)
    {
        int count = (int)Math.Min(most, Columns[0].Set.Extents[0]);
        double[][] rows = [.. Enumerable.Range(0, count).Select(_ => new double[Columns.Count])];
        double[] values = new double[count];
        for (int c = 0; c < Columns.Count; c++)
        {
            Columns[c].Set.Read(null, 0, c, values);
            for (int i = 0; i < count; i++)
                rows[i][c] = values[i];
        }

        return rows;
    }

    /// <summary>The group above a path.</summary>
    public static string Parent(string path) => path.LastIndexOf('/') is > 0 and var at ? path[..at] : "/";

    private static bool IsNumber(Hdf5Kind kind) => kind is Hdf5Kind.Integer or Hdf5Kind.Float or Hdf5Kind.Enumeration;

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static Source[] Meant(IEnumerable<(string Name, Source Source)> sources) =>
        [.. sources.Select(s => (Meaning: ColumnNames.Of(s.Name), s.Source))
            .Where(s => s.Meaning.Column != TextColumn.Ignored)
            .Select(s => s.Source with { Meaning = s.Meaning.Column, Unit = s.Meaning.Unit })];

    /// <summary>Where one column is.</summary>
    /// <param name="Set">The data set.</param>
    /// <param name="Member">The field of its records; null for plain numbers.</param>
    /// <param name="Index">The column of a table; else 0.</param>
    /// <param name="Kind">What it holds.</param>
    internal sealed record Source(Hdf5Dataset Set, string? Member, int Index, Hdf5Kind Kind)
    {
        public TextColumn Meaning { get; init; }

        public TimeUnit? Unit { get; init; }

        public Hdf5Column Column() => new(Set, Member, Index, Kind);
    }
}
