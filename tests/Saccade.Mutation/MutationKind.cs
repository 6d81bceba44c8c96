namespace Saccade.Mutation;

/// <summary>
/// A kind of input that is read from outside: valid examples, how the public reader is called, and what it may do with an input that is not valid. A reader that
/// throws anything else, takes longer than <see cref="LongestCall"/> or more memory than <see cref="MostBytes"/> has a fault.
/// </summary>
/// <param name="Name">What it is called in tables and on the command line.</param>
/// <param name="Seeds">Valid inputs, small; what is mutated.</param>
/// <param name="Read">Reads an input to its end. The folder is the caller's own: files of earlier inputs in it may be replaced.</param>
/// <param name="Documented">The exceptions that the documentation of the reader names for bad input.</param>
public sealed record MutationKind(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[], string> Read, IReadOnlyList<Type> Documented)
{
    /// <summary>The longest a call may take, as a guard against hangs: no reader of such small inputs comes near it.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(2);

    /// <summary>Whether the input is text, so that words, numbers, lines and quotes are mutated as well as bytes.</summary>
    public bool IsText { get; init; }

    /// <summary>
    /// What is done to a mutated input so that it is not refused for a length or checksum alone: the reader gets the result. The seeds are inputs of this step.
    /// </summary>
    public Func<byte[], byte[]> Seal { get; init; } = bytes => bytes;

    /// <summary>What a reader may take beyond 64 MiB and four times the input, where a format stores its content compressed: the reader's own stated limit.</summary>
    public long Expansion { get; init; }

    /// <summary>The most bytes that may be allocated in reading an input.</summary>
    public long MostBytes(int inputBytes) => (64L << 20) + (4L * inputBytes) + Expansion;

    public override string ToString() => Name;
}
