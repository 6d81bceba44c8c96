namespace Saccade.Training.Recipes.Text;

/// <summary>Where a node of a recipe comes from.</summary>
/// <param name="Text">The place as messages show it.</param>
/// <param name="Major">Line, or a number beyond all lines for an override; orders messages.</param>
/// <param name="Minor">Column.</param>
internal readonly record struct NodeSource(string Text, long Major, long Minor)
{
    /// <summary>A place in a file.</summary>
    public static NodeSource InFile(string file, long line, long column) => new($"{file}({line},{column})", line, column);

    /// <summary>An override, by its position among them.</summary>
    public static NodeSource Of(RecipeOverride given, int position) => new(given.ToString(), int.MaxValue + 1L + position, 0);
}
