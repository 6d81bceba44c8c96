using System.Text.Json;
using System.Text.Json.Serialization;

namespace Saccade.Training.Studies;

/// <summary>How the work under a lease ended.</summary>
internal enum LeaseEnd
{
    /// <summary>It has not ended, as far as anyone knows.</summary>
    None,

    /// <summary>The run is finished.</summary>
    Done,

    /// <summary>An error ended it.</summary>
    Failed,

    /// <summary>Someone stopped it; it can go on.</summary>
    Stopped,
}

/// <summary>What a lease file says: who works on a run, that it is alive, and how it ended.</summary>
/// <param name="Machine">The machine, until its next start.</param>
/// <param name="Process">Number of the process there.</param>
/// <param name="Beat">Rises while the owner is alive.</param>
/// <param name="End">How it ended.</param>
/// <param name="Message">The error, if it failed.</param>
internal sealed record LeaseContent(string Machine, int Process, long Beat, LeaseEnd End = LeaseEnd.None, string? Message = null)
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string ToText() => JsonSerializer.Serialize(this, _options) + "\n";

    /// <summary>The content of a file; null while it is being written.</summary>
    public static LeaseContent? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<LeaseContent>(text, _options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The right to work on a run, held until it is released, lost to someone who thought its owner dead, or disposed of.</summary>
internal sealed class RunLease : IDisposable
{
    private readonly LeaseFolder _folder;
    private readonly string _run;
    private readonly int _number;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private LeaseContent _content;
    private DateTimeOffset _renewed;
    private bool _isOver;

    /// <summary>Begins to renew a lease whose file was just made.</summary>
    public RunLease(LeaseFolder folder, string run, int number, LeaseContent content)
    {
        (_folder, _run, _number, _content, _renewed) = (folder, run, number, content, folder.Time.GetUtcNow());
        _timer = folder.Time.CreateTimer(_ => Renew(), null, folder.Beat, folder.Beat);
    }

    /// <summary>Whether an earlier owner left the run without an end.</summary>
    public bool IsTakenOver { get; init; }

    /// <summary>
    /// Makes sure that the run is still this owner's: it is if the lease was renewed lately. A process that slept longer (a suspended machine) looks whether someone has
    /// taken its place.
    /// </summary>
    /// <exception cref="LeaseLostException">Someone has, or it cannot be found out.</exception>
    public void Demand()
    {
        if (_folder.Time.GetUtcNow() - _renewed < _folder.StaleAfter / 2)
            return;
        Renew();
        if (_folder.Time.GetUtcNow() - _renewed >= _folder.StaleAfter / 2)
            throw new LeaseLostException($"the run {_run} was taken over by another process, since this one did not answer for {_folder.StaleAfter.TotalSeconds:0} s");
    }

    /// <summary>Gives the run back.</summary>
    /// <param name="end">How the work ended.</param>
    /// <param name="message">The error, if it failed.</param>
    public void Release(LeaseEnd end, string? message = null)
    {
        lock (_lock)
        {
            if (!_isOver)
                _folder.Write(_run, _number, _content with { End = end, Message = message });
            _isOver = true;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
            _isOver = true;
    }

    private void Renew()
    {
        lock (_lock)
        {
            if (_isOver || _folder.HasNext(_run, _number))
                return;
            try
            {
                _content = _content with { Beat = _content.Beat + 1 };
                _folder.Write(_run, _number, _content);
                _renewed = _folder.Time.GetUtcNow();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next beat tries again; whoever works asks Demand, which fails if that takes too long.
            }
        }
    }
}

/// <summary>A run is someone else's now.</summary>
/// <param name="message">What happened.</param>
internal sealed class LeaseLostException(string message) : Files.SaccadeException(message);
