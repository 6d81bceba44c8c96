using Saccade.Cli.Train;

namespace Saccade.Cli.Demo;

/// <summary>The result of <c>saccade demo</c> for programs.</summary>
/// <param name="Folder">Where everything is.</param>
/// <param name="Picture">What was to be recognised: glyphs or motion.</param>
/// <param name="Recordings">The store with all recordings.</param>
/// <param name="Examples">Files with a test recording of each class.</param>
/// <param name="Report">The report.</param>
/// <param name="Seconds">Time of all, making recordings included.</param>
/// <param name="Runs">The runs, distillation first.</param>
/// <param name="TeacherAccuracy">Accuracy of the distilled network's teacher on the validation recordings.</param>
/// <param name="Level">The p value from which on two networks are level.</param>
/// <param name="Comparisons">Distillation against the others.</param>
/// <param name="Verdict">Who wins and why.</param>
/// <param name="Next">Commands to try next.</param>
internal sealed record DemoResult(
    string Folder, string Picture, string Recordings, IReadOnlyList<string> Examples, string Report, double Seconds, IReadOnlyList<DemoRun> Runs,
    double? TeacherAccuracy, double Level, IReadOnlyList<DemoComparison> Comparisons, string Verdict, IReadOnlyList<string> Next);

/// <summary>One of its runs.</summary>
/// <param name="Name">The name, for programs.</param>
/// <param name="Title">What it is called in tables.</param>
/// <param name="RunFolder">The run folder.</param>
/// <param name="Model">The model file.</param>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="Epochs">Epochs of all phases.</param>
/// <param name="Seconds">Time of training, its evaluation included.</param>
/// <param name="Validation">How it does on the validation recordings.</param>
/// <param name="Test">How it does on the test recordings.</param>
internal sealed record DemoRun(
    string Name, string Title, string RunFolder, string Model, long Parameters, int Epochs, double Seconds, EvaluationSummary? Validation, EvaluationSummary? Test);
