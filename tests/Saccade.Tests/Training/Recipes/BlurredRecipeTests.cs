using Saccade.Events.Cache;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.TestKit;
using Saccade.Tests.Training.Loops;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Saccade.Training.Studies;
using Xunit;

namespace Saccade.Tests.Training.Recipes;

/// <summary>The recipes of blurred distillation run as they stand, on generated recordings or images and with fewer channels; the studies of it are whole.</summary>
public sealed class BlurredRecipeTests : IDisposable
{
    private const int Classes = 2, Each = 8;

    private static readonly string[] _modes = ["ce", "logits", "bkd", "mixed", "kdsnn", "lasnn"];
    private static readonly string[] _terms = ["cross-entropy", "weighted-distillation", "blurred-distillation"];
    private static readonly string _root = SharedData.RepositoryRoot();

    private readonly TemporaryFolder _folder = new();

    /// <summary>Every recipe of blurred distillation; a new one is run too, or the test says so.</summary>
    public static TheoryData<string> Names =>
    [
        .. Directory.GetFiles(Path.Combine(_root, "recipes"), "bkd-*.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Path.Combine(_root, "recipes"), file).Replace('\\', '/')[..^".yaml".Length]).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Recipe_TwoSteps_TrainTeacherAndStudent(string name)
    {
        string path = Path.Combine(_root, "recipes", name + ".yaml");
        var whole = RecipeReader.ReadFile(path);
        string? teacher = whole.Phases[^1].Teachers[0].Model is null ? null : SavedTeacher(whole);
        string[] changes =
        [
            "*.epochs=1", "*.batch=6", "*.keep=last", "*.schedule.warmup=0", .. Smaller(whole), .. whole.Data.Layout.IsStill ? Images() : Recordings(),
            .. teacher is null ? Array.Empty<string>() : [$"student.teachers={{teacher: {{model: '{teacher}'}}}}"],
        ];
        var recipe = RecipeReader.ReadFile(path, [.. changes.Select(RecipeOverride.Parse)]);

        var (result, events) = Tiny.Run(recipe, data: TrainingData.Load(recipe, null, new PrepareOptions { Threads = 1 }));

        Assert.Equal(_terms, events.OfType<EpochDone>().Last().LossTerms.Select(t => t.Kind));
        Assert.Equal(teacher is null ? ["teacher", "teacher", "student", "student"] : ["student", "student"], events.OfType<BatchDone>().Select(b => b.Phase));
        Assert.All(events.OfType<BatchDone>(), b => Assert.True(double.IsFinite(b.Loss)));
        Assert.True(result.Network.IsSpiking);
    }

    [Theory]
    [InlineData("bkd", new[] { 1, 2, 3 })]
    [InlineData("bkd-fashion", new[] { 1, 2, 3 })]
    [InlineData("bkd-fashion-spikformer", new[] { 1 })]
    [InlineData("bkd-cifar10", new[] { 1 })]
    public void Study_OfModes_HasThemAll_WithEqualBudgets(string name, int[] seeds)
    {
        var plan = StudyReader.ReadFile(Path.Combine(_root, "studies", name + ".yaml"));

        Assert.Equal(_modes, plan.Study.Rows.Select(row => row.Name));
        Assert.Equal(seeds, plan.Study.Seeds.Select(seed => (int)seed));
        Assert.Single(plan.Study.Rows.Select(row => row.Choose.Count == 0 ? "" : string.Join(' ', row.Choose)).Distinct());
    }

    [Fact]
    public void Study_OfTheBlur_ChangesOneThingInEachRow()
    {
        var rows = RecipesOf("bkd-blur");

        var blurs = rows.ToDictionary(row => row.Key, row => (Saccade.Training.Losses.BlurredDistillation)row.Value.Phases[^1].Objective[2]);
        Assert.Equal([(0.15, true), (0, true), (0.4, true), (0.6, true), (0.15, false), (0, false)], blurs.Values.Select(blur => (blur.Ratio, blur.Restores)));
        Assert.Single(rows.Values.Select(recipe => recipe with { Phases = [recipe.Phases[0], recipe.Phases[1] with { Objective = [] }] }).Distinct());
    }

    [Fact]
    public void Study_OfSteps_HasOneTwoAndFour()
    {
        var plan = StudyReader.ReadFile(Path.Combine(_root, "studies", "bkd-steps.yaml"));

        Assert.Equal(["ce", "logits", "mixed"], plan.Study.Rows.Select(row => row.Name));
        Assert.Equal([1, 2, 4], plan.Settings.Select(setting => setting.Variants[0].Recipe.Frames.Count).Distinct());
        Assert.Equal(9, plan.Settings.Count);
    }

    public void Dispose() => _folder.Dispose();

    private static Dictionary<string, Recipe> RecipesOf(string study) => StudyReader.ReadFile(Path.Combine(_root, "studies", study + ".yaml")).Settings.ToDictionary(setting => setting.Row.Name, setting => setting.Variants[0].Recipe);

    /// <summary>A network of fewer channels of the same kind.</summary>
    private static string[] Smaller(Recipe recipe) => recipe.Network switch
    {
        ArchitectureDescription.SewResNet { Channels.Count: 4 } => ["network.channels=[2, 4, 6, 8]", "frames.height=64", "frames.width=64"],
        ArchitectureDescription.SewNet { Channels.Count: 7 } => ["network.channels=[2, 2, 2, 2, 4, 4, 4]"],
        ArchitectureDescription.SpikingTransformer { Pools: 4 } => ["network.depth=2", "network.dimension=16", "network.heads=2", "frames.height=64", "frames.width=64", "student.objective.2.tap=block-2"],
        ArchitectureDescription.SpikingTransformer => ["network.depth=2", "network.dimension=16", "network.heads=2", "student.objective.2.tap=block-2"],
        _ => [],
    };

    private static string[] Recordings() => ["data={layout: synthetic, validation: 0.25, synthetic: {classes: 2, train-per-class: 8, test-per-class: 1, width: 48, height: 48, duration-ms: 20}}"];

    private string[] Images()
    {
        string data = Path.Combine(_folder.Path, "images");
        for (int i = 0; i < Classes * Each; i++)
            StripedImage.Write(Path.Combine(data, $"{i % Classes}", $"{i}.pgm"), i % Classes, i);
        return [$"data={{layout: images, path: '{data}', validation: 0.25, test: 0}}"];
    }

    /// <summary>A small teacher of the kind that the recipe's head names: a transformer for a tap of flat features, else the network with ReLU.</summary>
    private string SavedTeacher(Recipe recipe)
    {
        bool isVision = recipe.Phases[^1].Objective.Any(term => term is Saccade.Training.Losses.BlurredDistillation { TeacherTap: ArchitectureDescription.FeaturesTap });
        int side = recipe.Frames.Height == 224 ? 64 : recipe.Frames.Height;
        var size = new FrameSize(side, side, recipe.Frames.Channels);
        ArchitectureDescription architecture = isVision ? new ArchitectureDescription.VisionTransformer { Depth = 1, Dimension = 12, Heads = 3, Side = 48 } : new ArchitectureDescription.SpikingResNet { Channels = [2, 4, 6, 8] };
        var network = Network.Create(architecture.Describe(size, Classes, new Relu()), 1);
        string path = Path.Combine(_folder.Path, "teacher.safetensors");
        ModelFile.Save(path, network, new ModelCard { Name = "teacher", Labels = [.. Enumerable.Range(0, Classes).Select(k => $"{k}")], Preprocessing = Preprocessing.OfWhole(size, 1) });
        return path;
    }
}
