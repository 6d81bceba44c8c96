using System.Diagnostics;
using System.Text;

namespace Saccade.Training.Studies;

/// <summary>
/// Leases of runs as files in a folder that processes on several machines share. The only operation that must be atomic is that of making a file which is not there yet
/// (<c>O_EXCL</c>), which local file systems have, and NFS from version 3 on.
/// <code>
/// leases/RUN.1     the first owner of RUN
/// leases/RUN.2     the second, after the first one stopped, failed, or was found dead
/// </code>
/// The file of the highest number counts. Who wants a run makes the next number, which only one can; nothing is ever deleted, so that nobody can mistake a new file for an old one.
/// An owner renews its file at every beat. It is dead if its process has ended on this machine, or if its file did not change for as long as <see cref="StaleAfter"/>
/// while this process watched: no clocks of two machines are compared.
/// </summary>
/// <param name="path">The folder; it must exist.</param>
/// <param name="time">The clock.</param>
/// <param name="staleAfter">How long a file may stay unchanged.</param>
internal sealed class LeaseFolder(string path, TimeProvider time, TimeSpan staleAfter)
{
    private const int BeatsBeforeStale = 8;

    private static readonly string _machine = MachineName();

    private readonly Dictionary<string, int> _highest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Text, long Since)> _watched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _old = new(StringComparer.Ordinal);

    /// <summary>The leases of a study for one who takes none; every failure counts.</summary>
    /// <param name="study">Folder of the study.</param>
    public static LeaseFolder ToRead(string study) => new(PathIn(study), TimeProvider.System, StudyRunOptions.UsualStaleAfter);

    /// <summary>Where the leases of a study are.</summary>
    /// <param name="study">Folder of the study.</param>
    public static string PathIn(string study) => Path.Combine(study, "leases");

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>How long an owner's file may stay unchanged until it counts as dead.</summary>
    public TimeSpan StaleAfter => staleAfter;

    /// <summary>How often an owner renews its file.</summary>
    public TimeSpan Beat => staleAfter / BeatsBeforeStale;

    /// <summary>Remembers how runs stand now, so that a failure from before is tried again and one from now on is not.</summary>
    public void Forgive(IEnumerable<string> runs)
    {
        foreach (string run in runs.Distinct())
            _old[run] = Highest(run);
    }

    /// <summary>Why a run failed since <see cref="Forgive"/>; null if it did not.</summary>
    public string? Failure(string run)
    {
        int highest = Highest(run);
        return highest > _old.GetValueOrDefault(run) && LeaseContent.Parse(Read(run, highest)) is { End: LeaseEnd.Failed } content ? content.Message ?? "no reason is known" : null;
    }

    /// <summary>Takes a run, unless a living owner has it or someone else is faster.</summary>
    public RunLease? TryTake(string run)
    {
        int highest = Highest(run);
        string text = highest > 0 ? Read(run, highest) : "";
        bool isOpen = highest > 0 && LeaseContent.Parse(text) is null or { End: LeaseEnd.None };
        if (isOpen && !IsDead(run, highest, text))
            return null;
        var content = new LeaseContent(_machine, Environment.ProcessId, 0);
        try
        {
            using var file = Open(run, highest + 1, FileMode.CreateNew);
            file.Write(Encoding.UTF8.GetBytes(content.ToText()));
        }
        catch (IOException) when (HasNext(run, highest))
        {
            return null; // someone was faster
        }

        _highest[run] = highest + 1;
        return new RunLease(this, run, highest + 1, content) { IsTakenOver = isOpen };
    }

    /// <summary>Whether a lease has a successor.</summary>
    public bool HasNext(string run, int number) => File.Exists(FileOf(run, number + 1));

    /// <summary>Replaces what a lease file says. Its place stays, so that whoever has it open sees the new text.</summary>
    public void Write(string run, int number, LeaseContent content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content.ToText());
        using var file = Open(run, number, FileMode.Open);
        file.SetLength(bytes.Length);
        file.Write(bytes);
    }

    private bool IsDead(string run, int number, string text)
    {
        if (LeaseContent.Parse(text) is { } content && content.Machine == _machine && !IsAlive(content.Process))
            return true;
        string key = FileOf(run, number);
        if (!_watched.TryGetValue(key, out var seen) || seen.Text != text)
            _watched[key] = seen = (text, time.GetTimestamp());
        return time.GetElapsedTime(seen.Since) >= staleAfter;
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return true; // it is there, and not ours to look at
        }
    }

    private int Highest(string run)
    {
        int number = _highest.GetValueOrDefault(run);
        while (HasNext(run, number))
            number++;
        return _highest[run] = number;
    }

    private string Read(string run, int number)
    {
        using var reader = new StreamReader(new FileStream(FileOf(run, number), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        return reader.ReadToEnd();
    }

    // In one call of the system, so that readers see the old or the new text but for an unlucky moment, which they take for life.
    private FileStream Open(string run, int number, FileMode mode) => new(FileOf(run, number), mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private string FileOf(string run, int number) => Path.Combine(path, $"{run}.{number}");

    /// <summary>What numbers of processes belong to: a name may be that of several machines, and a container has processes of its own.</summary>
    private static string MachineName()
    {
        try
        {
            string boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            return $"{Environment.MachineName} {boot} {File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Environment.MachineName; // not Linux
        }
    }
}
