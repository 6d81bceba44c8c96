namespace Saccade.Tests.Architecture;

/// <summary>A function of a source file: where its declaration starts, and the lines of code of its body.</summary>
internal sealed record Function(string Name, int Line, int Lines);
