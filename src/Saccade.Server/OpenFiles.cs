namespace Saccade.Server;

/// <summary>How many files this process may still open. Each connection is one, and a process that has none left can neither accept a connection nor load the code that would answer it.</summary>
internal static class OpenFiles
{
    private const string Limits = "/proc/self/limits", Open = "/proc/self/fd", Row = "Max open files";

    /// <summary>What the runtime opens later: parts of the framework that the first requests need.</summary>
    private const int Reserve = 96;

    private const int LeastConnections = 8;

    /// <summary>As many connections as are wanted, or as there will be files for.</summary>
    /// <param name="wanted">How many are wanted.</param>
    /// <exception cref="IOException">There are next to none.</exception>
    public static int ForConnections(int wanted)
    {
        if (Left() is not { } left || left - Reserve >= wanted)
            return wanted;
        return left - Reserve >= LeastConnections
            ? left - Reserve
            : throw new IOException($"this process may open {left} more files, expected at least {Reserve + LeastConnections} for a server: raise the limit (ulimit -n)");
    }

    /// <summary>Files that may still be opened; null where the system does not tell, or has no limit.</summary>
    private static int? Left()
    {
        if (!File.Exists(Limits))
            return null;
        string? row = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal));
        string[] columns = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return columns.Length > 0 && int.TryParse(columns[0], out int most) ? most - Directory.GetFileSystemEntries(Open).Length : null;
    }
}
