using System.Globalization;
using System.Text.RegularExpressions;

namespace Saccade.Cli.Train;

/// <summary>
/// Sorts what comes out of mpirun: lines of ours pass, and the pages that a launcher adds when a process ends badly are kept, since one clear error is enough. Where no rank could say anything, as when one is
/// killed, the cause is read from those pages.
/// </summary>
internal sealed partial class MpirunNoise
{
    /// <summary>Begins the line by which each rank tells which process it is; no one else sees it.</summary>
    public const string Mark = "saccade-ranks ";

    private const int Signals = 128;
    private readonly Lock _lock = new();
    private readonly List<string> _pages = [];
    private readonly List<(string Rank, string Machine, string Process, string Parent)> _ranks = [];
    private bool _inPage;
    private int _empty;

    /// <summary>Whether a rank has said what went wrong.</summary>
    public bool HasReport { get; private set; }

    /// <summary>A line of standard output or error.</summary>
    /// <param name="line">The line.</param>
    /// <param name="tell">Where it goes if it is ours.</param>
    public void Line(string line, Action<string> tell)
    {
        lock (_lock)
            Sort(line, tell);
    }

    private void Sort(string line, Action<string> tell)
    {
        if (line.StartsWith(Mark, StringComparison.Ordinal))
        {
            if (line[Mark.Length..].Split(' ') is [var rank, var machine, var process, var parent])
                _ranks.Add((rank, machine, process, parent));
            return;
        }

        // A page may begin with an empty line, and results may have some.
        if (line.Length == 0 && !_inPage)
        {
            _empty++;
            return;
        }

        // Open MPI's pages stand between rules of hyphens; MPICH's begin with a rule of equals signs and are the last that comes.
        if (line.StartsWith("-----", StringComparison.Ordinal))
            _inPage = !_inPage;
        else if (line.StartsWith("=====", StringComparison.Ordinal))
            _inPage = true;
        else if (!_inPage && !Outside().IsMatch(line))
        {
            HasReport |= line.StartsWith("saccade:", StringComparison.Ordinal);
            for (; _empty > 0; _empty--)
                tell("");
            tell(line);
            return;
        }

        _empty = 0;
        _pages.Add(line);
    }

    /// <summary>
    /// Which rank was ended from outside, for a person; null if none was. Open MPI tells it; MPICH ends the others before it looks, and names whichever it finds first.
    /// </summary>
    public string? Death()
    {
        string text = string.Join('\n', _pages);
        if (Killed().Match(text) is { Success: true } open)
            return Ended($"rank {open.Groups["rank"].Value}", open.Groups["machine"].Value, open.Groups["signal"].Value);
        if (Failed().Match(text) is { Success: true } script && SignalOf(script.Groups["code"].Value) is { } signal)
            return Ended($"rank {script.Groups["rank"].Value}", _ranks.Find(r => r.Rank == script.Groups["rank"].Value).Machine ?? "its machine", signal);
        if (Terminated().Match(text) is { Success: true } mpich)
            return Ended("a rank", mpich.Groups["machine"].Value, $"{SignalOf(mpich.Groups["code"].Value) ?? mpich.Groups["code"].Value} (MPICH names {Named(mpich.Groups["machine"].Value, mpich.Groups["process"].Value)}, which it may have ended itself)");
        return null;
    }

    /// <summary>What ended the run, for a person.</summary>
    /// <param name="code">The exit code of mpirun.</param>
    public string Cause(int code)
    {
        string said = string.Join(' ', _pages.Where(line => line.Any(char.IsLetter)).Select(line => line.Trim()));
        return $"mpirun ended with exit code {code}{(said.Length == 0 ? "" : $": {said}")}";
    }

    /// <summary>The rank that is a process, or the only one that was begun by it.</summary>
    private string Named(string machine, string process)
    {
        var mine = _ranks.FindAll(r => r.Machine == machine && r.Process == process);
        if (mine.Count == 0)
            mine = _ranks.FindAll(r => r.Machine == machine && r.Parent == process);
        return mine.Count == 1 ? $"rank {mine[0].Rank}" : $"the rank of process {process}";
    }

    /// <summary>A shell tells a signal by 128 more than its number.</summary>
    private static string? SignalOf(string code) => int.Parse(code, CultureInfo.InvariantCulture) is > Signals and var number ? (number - Signals).ToString(CultureInfo.InvariantCulture) : null;

    private static string Ended(string rank, string machine, string signal)
        => $"{rank} on {machine} was ended by signal {signal}, so the others were too; a checkpoint that was there is whole, and the same command with --resume goes on from it";

    [GeneratedRegex(@"process rank (?<rank>\d+) with PID \d+ on node (?<machine>\S+) exited on signal (?<signal>\d+)")]
    private static partial Regex Killed();

    [GeneratedRegex(@"Process name: \[\[\d+,\d+\],(?<rank>\d+)\]\s*Exit code:\s+(?<code>\d+)")]
    private static partial Regex Failed();

    [GeneratedRegex(@"PID (?<process>\d+) RUNNING AT (?<machine>\S+)\s*\n=\s*EXIT CODE: (?<code>\d+)")]
    private static partial Regex Terminated();

    [GeneratedRegex(@"^\[[^\]]*:\d+\]|^\[mpiexec@|^\[proxy:|^application called MPI_Abort|^YOUR APPLICATION TERMINATED|^This typically refers|^Please see the FAQ|^Abort\(\d+\)|^\S+: Forwarding signal")]
    private static partial Regex Outside();
}
