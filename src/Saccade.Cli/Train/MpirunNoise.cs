using System.Text.RegularExpressions;

namespace Saccade.Cli.Train;

/// <summary>
/// Sorts what comes out of mpirun: lines of ours pass, and the pages that a launcher adds when a process ends badly are kept, since one clear error is enough. Where no rank could say anything, as when one is
/// killed, the cause is read from those pages.
/// </summary>
/// <param name="tell">Where lines of ours go.</param>
internal sealed partial class MpirunNoise(Action<string> tell)
{
    private readonly List<string> _pages = [];
    private bool _inPage;

    /// <summary>Whether a rank has said what went wrong.</summary>
    public bool HasReport { get; private set; }

    /// <summary>A line of standard error.</summary>
    public void Line(string line)
    {
        // Open MPI's pages stand between rules of hyphens; MPICH's begin with a rule of equals signs and are the last that comes.
        if (line.StartsWith("-----", StringComparison.Ordinal))
            _inPage = !_inPage;
        else if (line.StartsWith("=====", StringComparison.Ordinal))
            _inPage = true;
        else if (!_inPage && !Outside().IsMatch(line))
        {
            HasReport |= line.StartsWith("saccade:", StringComparison.Ordinal);
            tell(line);
            return;
        }

        _pages.Add(line);
    }

    /// <summary>What ended the run, for a person.</summary>
    /// <param name="code">The exit code of mpirun.</param>
    public string Cause(int code)
    {
        string text = string.Join('\n', _pages);
        if (Killed().Match(text) is { Success: true } open)
            return $"rank {open.Groups["rank"].Value} on {open.Groups["machine"].Value} was ended by signal {open.Groups["signal"].Value}, so the others were too; the last checkpoint is whole, and --resume goes on from it";
        if (Terminated().Match(text) is { Success: true } mpich)
            return $"a rank on {mpich.Groups["machine"].Value} (process {mpich.Groups["process"].Value}) was ended by signal {mpich.Groups["code"].Value}, so the others were too; the last checkpoint is whole, and --resume goes on from it";
        string said = string.Join(' ', _pages.Where(line => line.Any(char.IsLetter)).Select(line => line.Trim()));
        return $"mpirun ended with exit code {code}{(said.Length == 0 ? "" : $": {said}")}";
    }

    [GeneratedRegex(@"process rank (?<rank>\d+) with PID \d+ on node (?<machine>\S+) exited on signal (?<signal>\d+)")]
    private static partial Regex Killed();

    [GeneratedRegex(@"PID (?<process>\d+) RUNNING AT (?<machine>\S+)\s*\n=\s*EXIT CODE: (?<code>\d+)")]
    private static partial Regex Terminated();

    [GeneratedRegex(@"^\[[^\]]*:\d+\]|^\[mpiexec@|^\[proxy:|^application called MPI_Abort|^YOUR APPLICATION TERMINATED|^This typically refers|^Please see the FAQ|^Abort\(\d+\)")]
    private static partial Regex Outside();
}
