using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Saccade.Files;

/// <summary>The sentence of an exception, without what the framework adds for programmers, and in words of this program where the framework speaks of its own.</summary>
public static partial class ErrorText
{
    // Of Linux and macOS, and of Windows (ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL).
    private const int NoSpace = 28, DiskFull = unchecked((int)0x80070070), HandleDiskFull = unchecked((int)0x80070027);

    // Of Windows (ERROR_SHARING_VIOLATION), and of .NET on other systems, which locks files itself.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const string InUse = "being used by another process";

    /// <summary>What went wrong: for files and connections what is the matter with which of them, else the message without the name of a parameter or a place in a text.</summary>
    public static string Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        string text = exception.Message;
        return exception switch
        {
            FileNotFoundException when IsOfFramework(text, "Could not find", out string path) => $"there is no file '{path}'",
            DirectoryNotFoundException when IsOfFramework(text, "Could not find", out string path) => $"there is no '{path}'; a folder that it is in is missing too",
            UnauthorizedAccessException when IsOfFramework(text, "Access to the path", out string path) => Directory.Exists(path) ? $"'{path}' is a folder, or may not be changed" : $"'{path}' may not be opened (permission denied)",
            PathTooLongException => $"the name '{Named(text)}' is too long for this system",
            IOException { HResult: NoSpace or DiskFull or HandleDiskFull } => $"no room is left on the disk{(Named(text) is { } path ? $" for '{path}'" : "")}",
            IOException e when e.HResult == SharingViolation || text.Contains(InUse, StringComparison.Ordinal) => $"{(Named(text) is { } path ? $"'{path}'" : "the file")} is in use by another program",
            HttpRequestException { InnerException: SocketException socket } => $"no connection ({socket.Message})",
            JsonException => JsonPlace().Replace(text, ""),
            ArgumentException { ParamName.Length: > 0 } e => WithoutParameter(text, e.ParamName!),
            _ => text,
        };
    }

    private static string WithoutParameter(string text, string name)
    {
        int suffix = text.LastIndexOf($" (Parameter '{name}')", StringComparison.Ordinal);
        return suffix < 0 ? text : text[..suffix];
    }

    // An exception of our own may have the same type, and says it better.
    private static bool IsOfFramework(string text, string start, out string path)
    {
        path = Named(text) ?? "";
        return text.StartsWith(start, StringComparison.Ordinal) && path.Length > 0;
    }

    /// <summary>The path that a message of the framework names.</summary>
    private static string? Named(string text) => Quoted().Match(text) is { Success: true } match ? match.Groups["path"].Value : null;

    [GeneratedRegex("'(?<path>.*)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\.? (Path: [^|]*\| )?LineNumber: [0-9]+ \| BytePositionInLine: [0-9]+\.?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex JsonPlace();
}
