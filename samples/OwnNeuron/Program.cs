// A neuron that the library does not know, in a recipe, in a model file and in a recognizer; all data is generated:
//   dotnet run -c Release --project samples/OwnNeuron
using OwnNeuron;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;

const string Recipe = """
    name: own-neuron
    data: {layout: synthetic, synthetic: {train-per-class: 20, test-per-class: 4}}
    frames: {count: 4, height: 16, width: 16, resize: binned}
    network:
      preset: custom
      layers:
        - {kind: convolution, outputs: 8, bias: false}
        - {kind: batch-norm}
        - {kind: spiking, neuron: {kind: echo, echo: 0.3}}
        - {kind: average-pool}
    phases:
      train: {network: spiking, epochs: 6, batch: 8, optimizer: {kind: adam, rate: 0.005}, objective: [{kind: cross-entropy}]}
    """;

// The name under which recipes and model files know it. Whoever reads them is given these kinds.
var kinds = NetworkKinds.Standard.WithNeuron("echo", EchoNeuron.Keys);

string folder = args.Length > 0 ? args[0] : Directory.CreateTempSubdirectory("own-neuron-").FullName;
var recipe = RecipeReader.Read(Recipe, "own-neuron.yaml", [], RecipeKinds.Standard with { Networks = kinds });
var trained = TrainingSession.Run(recipe, Path.Combine(folder, "run"));

using var recognizer = Recognizer.Load(trained.ModelPath, new RecognizerOptions { Kinds = kinds });
using var data = recipe.Data.Open();
var test = data.Part("test");
int right = 0;
for (int i = 0; i < test.Count; i++)
    right += recognizer.Recognize(test.Get(i).Events).Label == test.Classes[test.Labels[i]] ? 1 : 0;
Console.WriteLine($"{right} of {test.Count} right; guessing is right {test.Count / test.Classes.Count} times");
