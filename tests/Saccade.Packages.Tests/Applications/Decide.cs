// A program of a user of the package Saccade. Prints every bit of what a model says about recordings, or with --time, how long a
// decision takes once the program is warm. Arguments: model, recordings.
using System.Globalization;
using Saccade.Recognition;

bool timed = args is ["--time", ..];
if (timed)
    args = args[1..];
using var recognizer = Recognizer.Load(args[0]);
if (timed)
{
    // The best of many, since other programs disturb the rest.
    Console.WriteLine(Enumerable.Range(0, 300).Min(_ => recognizer.Recognize(args[1]).Times.Network.TotalMilliseconds).ToString("0.000", CultureInfo.InvariantCulture));
    return;
}

foreach (string path in args[1..])
{
    foreach (var step in recognizer.Recognize(path).AfterEachStep)
        Console.WriteLine($"{Path.GetFileName(path)} {step.Step} {step.Label} {string.Join(' ', step.Probabilities.Select(p => p.ToString("R", CultureInfo.InvariantCulture)))}");
}
