namespace Saccade.Files;

/// <summary>The sentence of an exception, without what the framework adds for programmers.</summary>
public static class ErrorText
{
    /// <summary>The message without the name of a parameter and the value it had.</summary>
    public static string Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        string text = exception.Message;
        if (exception is ArgumentException { ParamName.Length: > 0 } argument)
        {
            int suffix = text.LastIndexOf($" (Parameter '{argument.ParamName}')", StringComparison.Ordinal);
            text = suffix < 0 ? text : text[..suffix];
        }

        return text;
    }
}
