using System.Text.RegularExpressions;

namespace Saccade.Tests.Architecture;

/// <summary>Code that must not occur in some folders, by a pattern over sources without comments and literals.</summary>
/// <param name="Name">What is forbidden, and why.</param>
/// <param name="Pattern">Matches the forbidden code.</param>
/// <param name="Folders">Where it is forbidden.</param>
/// <param name="Forbidden">An example that the pattern must match.</param>
/// <param name="Allowed">A similar text that it must not match.</param>
internal sealed record SourcePolicy(string Name, string Pattern, IReadOnlyList<string> Folders, string Forbidden, string Allowed)
{
    private static readonly IReadOnlyList<string> _libraries = [.. Repository.Libraries.Select(p => $"src/{p}")];
    private static readonly IReadOnlyList<string> _aboveKernels =
        [.. Repository.Projects("src").Where(p => p != "Saccade.Kernels").Select(p => $"src/{p}")];

    /// <summary>All above the kernels but the folder that calls MPI.</summary>
    private static readonly IReadOnlyList<string> _managed =
    [
        .. _aboveKernels.Where(folder => folder != "src/Saccade.Training"),
        .. Repository.Sources("src/Saccade.Training").Select(file => Path.GetDirectoryName(file)!.Replace('\\', '/')).Distinct().Where(folder => folder is not ("src/Saccade.Training" or "src/Saccade.Training/Ranks")),
    ];

    public static IReadOnlyList<SourcePolicy> All { get; } =
    [
        new("libraries report facts; only the command touches the console and the exit code",
            @"\bConsole\s*\.|\bAnsiConsole\b|\bEnvironment\s*\.\s*Exit(Code)?\b", _libraries, "Console.WriteLine(x);", "console.Write(x);"),
        new("unsafe code stays in the kernels",
            @"\bunsafe\b|\bUnsafe\s*\.", _aboveKernels, "public unsafe void A()", "bool isUnsafe;"),
        new("no native library is called (decision 0005), but for MPI (decision 0013)",
            @"\bMarshal\s*\.|\bDllImport\b|\bLibraryImport\b|\bNativeLibrary\s*\.|\bGCHandle\b|\bUnmanagedFunctionPointer\b",
            _managed, "Marshal.Copy(a, b, 0, 1);", "MemoryMarshal.Cast<byte, int>(x);"),
        new("vector instructions stay in the kernels",
            @"\bSystem\s*\.\s*Runtime\s*\.\s*Intrinsics\b|\bVector(64|128|256|512)?\s*(<|\.)", _aboveKernels, "using System.Runtime.Intrinsics;", "Vectors.Add(x);"),
        new("random numbers come from keyed streams",
            @"\bSystem\s*\.\s*Random\b|\bnew\s+Random\s*\(|\bRandom\s*\.\s*Shared\b|\bRandom\??\s+\w+\s*[=;,)]|\bGuid\s*\.\s*NewGuid\b|\bRandomNumberGenerator\b",
            _libraries, "var r = new Random(1);", "var r = new CounterRandom(1); // Saccade.Kernels.Random;"),
        new("time comes in as an argument (TimeProvider)",
            @"\bDateTime(Offset)?\s*\.\s*(Now|UtcNow|Today)\b", _libraries, "DateTime.UtcNow", "time.GetUtcNow()"),
        new("no clock runs inside a computation: an engine is told what paths cost",
            @"\b(Stopwatch|TimeProvider|TickCount(64)?)\b", ["src/Saccade.Tensors", "src/Saccade.Networks"], "TimeProvider.System", "Stop(watch)"),
        new("kernels neither start threads nor know them; callers divide the work",
            @"\bParallel\s*\.|\bnew\s+Thread\b|\bThreadPool\b|\bTask\s*\.|\bInterlocked\b|\block\s*\(", ["src/Saccade.Kernels"], "Parallel.For(0, n, f);", "Block(x)"),
        new("the forward path rounds exactly: no estimates",
            @"\b\w*(MultiplyAddEstimate|ReciprocalEstimate|ReciprocalSqrtEstimate|ReciprocalSqrt)\b", ["src"], "Vector512.MultiplyAddEstimate(a, b, c)", "Vector512.FusedMultiplyAdd(a, b, c)"),
        new("events take only random numbers from the kernels (decision 0001)",
            @"\bSaccade\s*\.\s*Kernels\b(?!\s*\.\s*Random\b)", ["src/Saccade.Events"], "using Saccade.Kernels.Matrix;", "using Saccade.Kernels.Random;"),
        new("events know no tensor and no network",
            @"\bSaccade\s*\.\s*(Tensors|Networks|Training)\b", ["src/Saccade.Events"], "using Saccade.Tensors;", "using Saccade.Events;"),
        new("nothing is left undone",
            @"\bNotImplementedException\b", ["src", "tests"], "throw new NotImplementedException();", "throw new NotSupportedException();"),
    ];

    /// <summary>The violations in a text: line numbers and lines.</summary>
    public IEnumerable<string> Violations(string source)
    {
        string code = CodeText.Blank(source);
        string[] lines = source.Split('\n');
        foreach (Match match in Regex.Matches(code, Pattern))
        {
            int line = code.AsSpan(0, match.Index).Count('\n');
            yield return $"{line + 1}: {lines[line].Trim()}";
        }
    }

    public override string ToString() => Name;
}
