namespace Saccade.Schema;

/// <summary>Where a node of a recipe comes from.</summary>
/// <param name="Text">The place as messages show it.</param>
/// <param name="Major">Line, or a number beyond all lines for an override; orders messages.</param>
/// <param name="Minor">Column.</param>
public readonly record struct NodeSource(string Text, long Major, long Minor)
{
    /// <summary>A place in a file.</summary>
    public static NodeSource InFile(string file, long line, long column) => new($"{file}({line},{column})", line, column);

    /// <summary>A place in a text without lines.</summary>
    /// <param name="name">What messages call the text.</param>
    /// <param name="position">Bytes before the place.</param>
    public static NodeSource InText(string name, long position) => new($"{name}, byte {position}", position, 0);

    /// <summary>A place that is in no file, for example an option of a command line.</summary>
    /// <param name="text">The place as messages show it.</param>
    /// <param name="position">Its position among such places; their problems come after those of files.</param>
    public static NodeSource Outside(string text, int position) => new(text, int.MaxValue + 1L + position, 0);
}
