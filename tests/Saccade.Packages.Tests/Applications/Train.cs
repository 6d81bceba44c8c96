// A program of a user of the package Saccade.Training. Trains a tiny network on generated recordings, and writes some of the
// recordings in every format that can be written. Argument: an empty folder.
using Saccade.Events.Formats;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;

string folder = args[0];
var recipe = RecipeReader.Read("""
    name: tiny
    data: {layout: synthetic, synthetic: {train-per-class: 40, test-per-class: 2}}
    frames: {count: 4}
    network: {preset: small-cnn, channels: [8, 16]}
    neuron: {kind: if, reset: soft}
    phases:
      train: {network: spiking, epochs: 3, batch: 16, optimizer: {kind: adam, rate: 5e-3}}
    """, "tiny.yaml");
var outcome = TrainingSession.Run(recipe, Path.Combine(folder, "run"), new TrainingSessionOptions { Test = true });
File.Copy(outcome.ModelPath, Path.Combine(folder, "model.safetensors"));

using var catalog = recipe.Data.Open();
var test = catalog.Part("test");
int index = 0;
foreach (var format in EventFormats.Default.Writable)
{
    var recording = test.Get(index++ * 7 % test.Count);
    string path = Path.Combine(folder, $"{format.Name}{format.Extensions.FirstOrDefault("")}");
    using var stream = File.Create(path);
    var writer = format.CreateWriter(stream, new WriteOptions { Path = path, Sensor = recording.Sensor, Compression = PacketCompression.Lz4 });
    writer.Write(recording.Events.All);
    writer.Finish();
}

Console.WriteLine($"{outcome.Result.Test!.Accuracy:P0} of the test recordings; wrote {index} recordings");
