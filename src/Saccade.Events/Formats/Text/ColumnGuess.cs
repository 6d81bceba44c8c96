namespace Saccade.Events.Formats.Text;

/// <summary>Finds out what four nameless columns hold, when their numbers leave no doubt.</summary>
internal static class ColumnGuess
{
    /// <summary>The orders in use: rpg and e2vid; Metavision; and x, y, t, p.</summary>
    private static readonly TextColumn[][] _orders =
    [
        [TextColumn.Time, TextColumn.X, TextColumn.Y, TextColumn.Polarity],
        [TextColumn.X, TextColumn.Y, TextColumn.Polarity, TextColumn.Time],
        [TextColumn.X, TextColumn.Y, TextColumn.Time, TextColumn.Polarity],
    ];

    /// <summary>The one order that the rows allow; null when there is none or more than one.</summary>
    /// <remarks>Coordinates are integers of 0 to 65535, polarities -1, 0 or 1, and time does not run backwards.</remarks>
    public static IReadOnlyList<TextColumn>? Of(IReadOnlyList<double[]> rows)
    {
        TextColumn[][] possible = [.. _orders.Where(order => Allows(order, rows))];
        return rows.Count > 0 && possible.Length == 1 ? possible[0] : null;
    }

    private static bool Allows(TextColumn[] order, IReadOnlyList<double[]> rows)
    {
        double last = double.NegativeInfinity;
        foreach (double[] row in rows)
        {
            if (row.Length != order.Length)
                return false;
            for (int i = 0; i < order.Length; i++)
            {
                bool fits = order[i] switch
                {
                    TextColumn.Time => row[i] >= last,
                    TextColumn.Polarity => row[i] is -1 or 0 or 1,
                    _ => row[i] is >= 0 and <= ushort.MaxValue && Math.Floor(row[i]) == row[i],
                };
                if (!fits)
                    return false;
                last = order[i] == TextColumn.Time ? row[i] : last;
            }
        }

        return true;
    }
}
