namespace Saccade.Events.Images;

/// <summary>Letters of 5x7 pixels for captions in pictures: capitals, digits and a few signs; small letters are drawn as capitals.</summary>
internal static class PixelFont
{
    /// <summary>Columns from one character to the next.</summary>
    public const int Advance = 6;

    /// <summary>Rows of a character.</summary>
    public const int Height = 7;

    private static readonly Dictionary<char, byte[]> _glyphs = Parse(
        ("ABCDEFGHIJ", """
         ###  ####   #### ####  ##### #####  #### #   #  ###    ###
        #   # #   # #     #   # #     #     #     #   #   #      #
        #   # #   # #     #   # #     #     #     #   #   #      #
        ##### ####  #     #   # ####  ####  #  ## #####   #      #
        #   # #   # #     #   # #     #     #   # #   #   #      #
        #   # #   # #     #   # #     #     #   # #   #   #   #  #
        #   # ####   #### ####  ##### #      #### #   #  ###   ##
        """),
        ("KLMNOPQRST", """
        #   # #     #   # #   #  ###  ####   ###  ####   #### #####
        #  #  #     ## ## ##  # #   # #   # #   # #   # #       #
        # #   #     # # # # # # #   # #   # #   # #   # #       #
        ##    #     # # # # # # #   # ####  #   # ####   ###    #
        # #   #     #   # #  ## #   # #     # # # # #       #   #
        #  #  #     #   # #   # #   # #     #  #  #  #      #   #
        #   # ##### #   # #   #  ###  #      ## # #   # ####    #
        """),
        ("UVWXYZ0123", """
        #   # #   # #   # #   # #   # #####  ###    #    ###   ###
        #   # #   # #   # #   # #   #     # #   #  ##   #   # #   #
        #   # #   # #   #  # #   # #     #  #  ##   #       #     #
        #   # #   # # # #   #     #     #   # # #   #      #    ##
        #   #  # #  # # #  # #    #    #    ##  #   #     #       #
        #   #  # #  ## ## #   #   #   #     #   #   #    #    #   #
         ###    #   #   # #   #   #   #####  ###   ###  #####  ###
        """),
        ("456789.,:-", """
           #  #####  ###  #####  ###   ###
          ##  #     #         # #   # #   #               #
         # #  ####  #        #  #   # #   #               #
        #  #      # ####    #    ###   ####                   #####
        #####     # #   #   #   #   #     #               #
           #  #   # #   #  #    #   #     #  ##    #      #
           #   ###   ###   #     ###   ###   ##   #
        """),
        ("+%/()=_<>?", """
              ##  #     #   #    #                      #  #    ###
          #   ##  #    #   #      #                    #    #  #   #
          #      #     #  #        #  #####           #      #     #
        #####   #     #   #        #                 #        #   #
          #    #      #   #        #  #####           #      #    #
          #   #  ##  #     #      #                    #    #
              #  ##  #      #    #          #####       #  #      #
        """));

    /// <summary>Columns that a text takes.</summary>
    public static int WidthOf(string text) => Math.Max(0, (text.Length * Advance) - 1);

    /// <summary>The rows of a character from the top, the leftmost pixel in bit 4; what the font has not is a question mark.</summary>
    public static ReadOnlySpan<byte> Rows(char character) => character == ' ' ? new byte[Height] : _glyphs.GetValueOrDefault(char.ToUpperInvariant(character), _glyphs['?']);

    private static Dictionary<char, byte[]> Parse(params ReadOnlySpan<(string Characters, string Art)> blocks)
    {
        Dictionary<char, byte[]> glyphs = [];
        foreach ((string characters, string art) in blocks)
        {
            string[] lines = art.Split('\n');
            for (int i = 0; i < characters.Length; i++)
                glyphs.Add(characters[i], [.. lines.Select(line => Row(line, i * Advance))]);
        }

        return glyphs;
    }

    private static byte Row(string line, int at)
    {
        int row = 0;
        for (int column = 0; column < Advance - 1; column++)
            row = (row << 1) | (at + column < line.Length && line[at + column] == '#' ? 1 : 0);
        return (byte)row;
    }
}
