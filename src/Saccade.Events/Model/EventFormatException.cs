using Saccade.Files;

namespace Saccade.Events.Model;

/// <summary>Event data, or an image to make such from, that is not what its format promises: says where, what was expected and what was found.</summary>
public sealed class EventFormatException : SaccadeException
{
    /// <summary>Describes one defect.</summary>
    /// <param name="path">File, or archive and entry, as the user knows it.</param>
    /// <param name="byteOffset">Position of the defect in bytes from the beginning of the file.</param>
    /// <param name="expected">What the format promises there.</param>
    /// <param name="got">What is there.</param>
    /// <param name="hint">What to do about it; null when there is nothing to suggest.</param>
    /// <param name="inner">The cause, when another exception reported it.</param>
    public EventFormatException(string path, long byteOffset, string expected, string got, string? hint = null, Exception? inner = null)
        : base($"{path}: at byte {byteOffset}: expected {expected}, got {got}{(hint is null ? "" : "; " + hint)}", inner)
    {
        Path = path;
        ByteOffset = byteOffset;
        Expected = expected;
        Got = got;
    }

    /// <summary>File, or archive and entry.</summary>
    public string Path { get; }

    /// <summary>Position of the defect in bytes from the beginning of the file.</summary>
    public long ByteOffset { get; }

    /// <summary>What the format promises there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Got { get; }
}
