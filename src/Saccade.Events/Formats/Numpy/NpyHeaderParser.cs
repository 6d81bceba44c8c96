using System.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Numpy;

/// <summary>Reads the dictionary in a header, which is Python text of a narrow kind; anything else is refused.</summary>
internal ref struct NpyHeaderParser(ReadOnlySpan<byte> text, string path, long offset)
{
    private const int MaxItemBytes = 1 << 16;
    private const int MaxExtents = 32;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly string _path = path;
    private readonly long _offset = offset;
    private int _at;

    public NpyHeader Parse()
    {
        (List<NpyField> Fields, int Bytes)? type = null;
        bool? fortran = null;
        List<long>? shape = null;
        Expect('{');
        while (!TryTake('}'))
        {
            int at = _at;
            string key = String();
            Expect(':');
            if (key == "descr" && type is null)
                type = Type();
            else if (key == "fortran_order" && fortran is null)
                fortran = Boolean();
            else if (key == "shape" && shape is null)
                shape = Shape();
            else
                throw Wrong(at, "descr, fortran_order and shape, each once", $"'{key}'");
            if (!TryTake(',') && Peek() != '}')
                throw Wrong(_at, "',' or '}'", Shown());
        }

        if (Peek() != '\0')
            throw Wrong(_at, "nothing after the dictionary", Shown());
        return type is null || fortran is null || shape is null
            ? throw Wrong(0, "descr, fortran_order and shape", "a header without one of them")
            : new NpyHeader(type.Value.Fields, type.Value.Bytes, fortran.Value, shape, 0);
    }

    private (List<NpyField> Fields, int Bytes) Type()
    {
        int bytes = 0;
        List<NpyField> fields = [];
        if (!TryTake('['))
        {
            fields.Add(Element("", ref bytes));
            return fields[0].Scalar is null ? throw Wrong(_at, "numbers or records of numbers", "elements of another type") : (fields, bytes);
        }

        while (!TryTake(']'))
        {
            Expect('(');
            string name = Peek() == '(' ? Titled() : String();
            Expect(',');
            fields.Add(Element(name, ref bytes));
            Expect(')');
            if (!TryTake(',') && Peek() != ']')
                throw Wrong(_at, "',' or ']'", Shown());
        }

        return bytes > 0 ? (fields, bytes) : throw Wrong(_at, "records of at least one byte", "an empty record");
    }

    /// <summary>A field with a title: ('title', 'name').</summary>
    private string Titled()
    {
        Expect('(');
        _ = String();
        Expect(',');
        string name = String();
        Expect(')');
        return name;
    }

    /// <summary>A type code, and for a field that is an array in itself its shape.</summary>
    private NpyField Element(string name, ref int offset)
    {
        int at = _at;
        if (Peek() == '[')
            throw Wrong(at, "a type such as '<i8'", "records within records");
        string code = String();
        var scalar = NpyScalar.Of(code);
        long bytes = scalar?.Size ?? BytesOf(code, at);
        if (TryTakeShape(out var shape))
        {
            foreach (long extent in shape)
                bytes = Math.Min(bytes * Math.Min(extent, MaxItemBytes + 1), MaxItemBytes + 1);
            scalar = null;
        }

        NpyField field = new(name, scalar, offset);
        if (bytes > MaxItemBytes - offset)
            throw Wrong(at, $"elements of at most {MaxItemBytes} bytes", "larger ones");
        offset += (int)bytes;
        return field;
    }

    /// <summary>Bytes of a type that is passed over: padding, text, times with a unit.</summary>
    private readonly int BytesOf(string code, int at)
    {
        int digits = 0;
        string size = code.Length > 2 ? code[2..].Split('[')[0] : "";
        bool known = code.Length > 2 && code[0] is '<' or '>' or '|' or '=' && code[1] is 'V' or 'S' or 'U' or 'c' or 'f' or 'm' or 'M';
        if (!known || size.Length is 0 or > 5 || !size.All(char.IsAsciiDigit) || (digits = int.Parse(size)) == 0)
            throw Wrong(at, "a type such as '<i8'", $"'{code}'");
        return code[1] == 'U' ? 4 * digits : digits;
    }

    private bool TryTakeShape(out List<long> shape)
    {
        int at = _at;
        shape = [];
        if (TryTake(',') && Peek() == '(')
        {
            shape = Shape();
            return true;
        }

        _at = at;
        return false;
    }

    private List<long> Shape()
    {
        List<long> extents = [];
        Expect('(');
        while (!TryTake(')'))
        {
            int at = _at;
            extents.Add(Integer());
            if (extents.Count > MaxExtents)
                throw Wrong(at, $"at most {MaxExtents} extents", "more");
            if (!TryTake(',') && Peek() != ')')
                throw Wrong(_at, "',' or ')'", Shown());
        }

        return extents;
    }

    private long Integer()
    {
        _ = Peek();
        int first = _at;
        long value = 0;
        for (; _at < _text.Length && char.IsAsciiDigit((char)_text[_at]); _at++)
        {
            if (value > (long.MaxValue - 9) / 10)
                throw Wrong(first, "an extent of 64 bits", "a larger one");
            value = value * 10 + _text[_at] - '0';
        }

        if (_at < _text.Length && _text[_at] == 'L' && _at > first)
            _at++; // Python 2 wrote long integers like this
        return _at > first ? value : throw Wrong(first, "an extent", Shown());
    }

    private bool Boolean()
    {
        _ = Peek();
        foreach ((string word, bool value) in new[] { ("True", true), ("False", false) })
        {
            if (_text[_at..].StartsWith(Encoding.ASCII.GetBytes(word)))
            {
                _at += word.Length;
                return value;
            }
        }

        throw Wrong(_at, "True or False", Shown());
    }

    private string String()
    {
        char quote = Peek();
        int first = _at + 1;
        int length = quote is '\'' or '"' ? _text[first..].IndexOf((byte)quote) : -1;
        if (length < 0 || _text.Slice(first, length).Contains((byte)'\\'))
            throw Wrong(_at, "a text in quotes", Shown());
        _at = first + length + 1;
        return Encoding.UTF8.GetString(_text.Slice(first, length));
    }

    private void Expect(char wanted)
    {
        if (!TryTake(wanted))
            throw Wrong(_at, $"'{wanted}'", Shown());
    }

    private bool TryTake(char wanted)
    {
        if (Peek() != wanted)
            return false;
        _at++;
        return true;
    }

    /// <summary>The next character that is no space; NUL at the end.</summary>
    private char Peek()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')
            _at++;
        return _at < _text.Length ? (char)Math.Max(_text[_at], (byte)1) : '\0';
    }

    private readonly string Shown() => _at < _text.Length ? $"byte {_text[_at]:x2}" : "the end of the header";

    private readonly EventFormatException Wrong(int at, string expected, string got) =>
        new(_path, _offset + at, $"{expected} in the header of a NumPy array", got);
}
