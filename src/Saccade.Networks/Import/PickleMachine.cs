using System.Numerics;

namespace Saccade.Networks.Import;

/// <summary>
/// Reads one pickle: a stack machine of which only the instructions exist here that lists of tensors need (Python's <c>pickletools</c> describes all). Classes and functions are names for it;
/// what a name, a call or an object of outside means is asked of <see cref="TorchObjects"/>, which knows some ten and refuses all others. Nothing of the file is ever executed.
/// </summary>
internal sealed class PickleMachine(PickleInput input, TorchObjects objects)
{
    private const int NewestProtocol = 5;

    /// <summary>What a value takes of memory besides its content.</summary>
    private const int ObjectBytes = 64;

    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];

    /// <summary>Reads to the end of the pickle.</summary>
    /// <returns>Null, a flag, a number, a text, a <see cref="PickleTuple"/>, a <see cref="PickleList"/>, a <see cref="PickleMap"/>, or what <see cref="TorchObjects"/> made.</returns>
    public object? Read()
    {
        for (byte code = input.ReadByte(); code != (byte)'.'; code = input.ReadByte())
        {
            if (!(Scalar(code) || Container(code) || Memory(code) || Object(code)))
                throw input.Defect($"pickle instruction 0x{code:x2}{(code is > 32 and < 127 ? $" ('{(char)code}')" : "")}", "one of those that tensors need");
        }

        return Pop();
    }

    private bool Scalar(byte code)
    {
        switch (code)
        {
            case (byte)'N': Push(null); return true;
            case 0x88: Push(true); return true;
            case 0x89: Push(false); return true;
            case (byte)'J': Push((long)input.ReadInt32()); return true;
            case (byte)'K': Push((long)input.ReadByte()); return true;
            case (byte)'M': Push((long)input.ReadUInt16()); return true;
            case 0x8a: PushWhole(input.ReadBytes(input.ReadByte())); return true;
            case (byte)'G': Push(input.ReadDouble()); return true;
            case (byte)'X': Push(input.ReadText(input.ReadUInt32())); return true;
            case 0x8c: Push(input.ReadText(input.ReadByte())); return true;
            case (byte)'T': Push(input.ReadText(input.ReadUInt32())); return true;
            case (byte)'U': Push(input.ReadText(input.ReadByte())); return true;
            default: return false;
        }
    }

    private bool Container(byte code)
    {
        switch (code)
        {
            case (byte)'(': Pay(sizeof(long)); _marks.Push(_stack.Count); return true;
            case (byte)')': Push(new PickleTuple([])); return true;
            case 0x85: Push(new PickleTuple(Pop(1))); return true;
            case 0x86: Push(new PickleTuple(Pop(2))); return true;
            case 0x87: Push(new PickleTuple(Pop(3))); return true;
            case (byte)'t': Push(new PickleTuple(PopToMark())); return true;
            case (byte)']': Push(new PickleList()); return true;
            case (byte)'l': Push(new PickleList(PopToMark())); return true;
            case (byte)'a': Add(Pop(1)); return true;
            case (byte)'e': Add(PopToMark()); return true;
            case (byte)'}': Push(new PickleMap()); return true;
            case (byte)'s': Set(Pop(2)); return true;
            case (byte)'u': Set(PopToMark()); return true;
            default: return false;
        }
    }

    private bool Memory(byte code)
    {
        switch (code)
        {
            case (byte)'q': Remember(input.ReadByte()); return true;
            case (byte)'r': Remember(input.ReadUInt32()); return true;
            case 0x94: Remember((uint)_memo.Count); return true;
            case (byte)'h': Recall(input.ReadByte()); return true;
            case (byte)'j': Recall(input.ReadUInt32()); return true;
            default: return false;
        }
    }

    private bool Object(byte code)
    {
        switch (code)
        {
            case 0x80: CheckProtocol(input.ReadByte()); return true;
            case 0x95: input.ReadBytes(sizeof(long)); return true; // a frame says how far to read ahead
            case (byte)'c': Push(TorchObjects.Named(input, $"{input.ReadLine()} {input.ReadLine()}")); return true;
            case 0x93: Push(TorchObjects.Named(input, NameOf(Pop(2)))); return true;
            case (byte)'Q': Push(objects.Stored(input, Pop())); return true;
            case (byte)'R': Call(Pop(2)); return true;
            case (byte)'b': Build(Pop(2)); return true;
            default: return false;
        }
    }

    private void CheckProtocol(byte protocol)
    {
        if (protocol is < 2 or > NewestProtocol)
            throw input.Defect($"pickle protocol {protocol}", $"2 to {NewestProtocol}");
    }

    private string NameOf(object?[] parts) => parts is [string module, string name] ? $"{module} {name}" : throw input.Defect("a class whose name is no text", "texts");

    private void Call(object?[] parts) => Push(parts is [PickleName name, PickleTuple arguments]
        ? TorchObjects.Called(input, name, arguments.Items)
        : throw input.Defect("a call of something that is no function", "one of the functions that make tensors"));

    /// <summary>State of an object; of dictionaries it is what programs hung on them besides their entries, which no tensor needs.</summary>
    private void Build(object?[] parts) => Push(parts[0] is PickleMap map ? map : throw input.Defect("an object with a state of its own", "dictionaries and tensors only"));

    private void Add(object?[] items)
    {
        if (Peek() is not PickleList list)
            throw input.Defect("an item for something that is no list", "a list");
        list.Items.AddRange(items);
        Pay(ObjectBytes + (2L * sizeof(long) * items.Length));
    }

    private void Set(object?[] items)
    {
        if (Peek() is not PickleMap map || items.Length % 2 != 0)
            throw input.Defect("an entry for something that is no dictionary, or a key without a value", "a dictionary, keys and values");
        for (int i = 0; i < items.Length; i += 2)
            map.Entries.Add((items[i], items[i + 1]));
        Pay(ObjectBytes + (2L * sizeof(long) * items.Length));
    }

    private void Remember(uint index)
    {
        Pay(ObjectBytes);
        _memo[index] = Peek();
    }

    private void Recall(uint index) => Push(_memo.TryGetValue(index, out object? value) ? value : throw input.Defect($"value {index} of those remembered", "one that was"));

    private void Push(object? value)
    {
        Pay(ObjectBytes);
        _stack.Add(value);
    }

    private object? Peek() => _stack.Count > Floor ? _stack[^1] : throw input.Defect("an instruction without a value before it", "values first");

    private object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] Pop(int count)
    {
        if (_stack.Count - Floor < count)
            throw input.Defect($"{_stack.Count - Floor} values before an instruction", $"{count}");
        return Cut(_stack.Count - count);
    }

    private object?[] PopToMark() => _marks.TryPop(out int mark) ? Cut(mark) : throw input.Defect("an instruction that ends a list without a beginning", "a mark before it");

    private object?[] Cut(int first)
    {
        object?[] items = [.. _stack[first..]];
        Pay(2L * sizeof(long) * items.Length);
        _stack.RemoveRange(first, items.Length);
        return items;
    }

    /// <summary>Values below the last mark belong to what stands around it.</summary>
    private int Floor => _marks.TryPeek(out int mark) ? mark : 0;

    private void Pay(long bytes) => input.Pay(bytes);

    private void PushWhole(byte[] bytes)
    {
        var number = new BigInteger(bytes);
        if (bytes.Length <= sizeof(long))
            Push((long)number);
        else
            Push(number);
    }
}

/// <summary>A tuple of a pickle.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list of a pickle.</summary>
internal sealed class PickleList(params object?[] items)
{
    public List<object?> Items { get; } = [.. items];
}

/// <summary>A dictionary of a pickle: entries in their order; of equal keys the last counts.</summary>
internal sealed class PickleMap
{
    public List<(object? Key, object? Value)> Entries { get; } = [];

    public object? this[string key] => Entries.LastOrDefault(e => e.Key is string text && text == key).Value;
}

/// <summary>The name of a class or function that has a meaning here, for example <c>collections OrderedDict</c>.</summary>
internal sealed record PickleName(string Text);
