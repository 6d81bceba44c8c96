using System.Text;
using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Training.Recipes.Text;

/// <summary>Reads the text of a recipe from a file that may be anything.</summary>
internal static class RecipeText
{
    private const int MaximumBytes = 4 * YamlTree.MaximumLength;

    private static readonly Encoding _strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, in UTF-8 or with a byte-order mark that says otherwise.</summary>
    /// <exception cref="RecipeException">The file is too long, or no text.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string ReadFile(string path)
    {
        byte[] bytes = ReadBytes(path);
        if (NoText(bytes) is { } what)
            throw NoRecipe(path, what);
        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes), _strict, detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException e)
        {
            throw NoRecipe(path, $"bytes that are no UTF-8 text ({ErrorText.Of(e)})");
        }
    }

    private static byte[] ReadBytes(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var content = new MemoryStream();
        byte[] piece = new byte[1 << 16];
        for (int read; (read = stream.Read(piece)) > 0;)
        {
            content.Write(piece, 0, read);
            if (content.Length > MaximumBytes)
                throw NoRecipe(path, NoText(content.GetBuffer().AsSpan(0, ForeignFile.HeadBytes)) ?? $"a file of more than {MaximumBytes} bytes");
        }

        return content.ToArray();
    }

    /// <summary>What the file is, if it is something known and no text.</summary>
    private static string? NoText(ReadOnlySpan<byte> head)
        => head.IsEmpty || ForeignFile.IsText(head) ? ForeignFile.FailedDownload(head) : ForeignFile.Describe(head);

    private static RecipeException NoRecipe(string path, string got) => new([new Problem(path, "", got, "a recipe: YAML in UTF-8")]);
}
