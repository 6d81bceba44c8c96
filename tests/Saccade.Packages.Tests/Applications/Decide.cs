// A program of a user of the package Saccade. Prints every bit of what a model says about recordings. Arguments: model, recordings.
using System.Globalization;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Recognition;
using Saccade.Tensors.Engines;

var (network, card) = ModelFile.Load(args[0]);
using var engine = new Engine();
var predictor = new Predictor(engine, network, card);
foreach (string path in args[1..])
{
    var events = new EventBuffer();
    EventFormats.Default.ReadFile(path, events);
    foreach (var step in predictor.Predict(events, path).Steps)
        Console.WriteLine($"{Path.GetFileName(path)} {step.Step} {step.Label} {string.Join(' ', step.Probabilities.Select(p => p.ToString("R", CultureInfo.InvariantCulture)))}");
}
