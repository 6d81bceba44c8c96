using Saccade.Cli.Train;

namespace Saccade.Cli.Demo;

/// <summary>The result of <c>saccade demo</c> for programs.</summary>
internal sealed record DemoResult(string Folder, string Report, double Seconds, IReadOnlyList<DemoRun> Runs);

/// <summary>One of its runs.</summary>
internal sealed record DemoRun(string Name, string Title, string RunFolder, string Model, long Parameters, double Seconds, EvaluationSummary? Validation, EvaluationSummary? Test);
