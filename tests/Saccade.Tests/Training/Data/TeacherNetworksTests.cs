using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.TestKit;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Data;

/// <summary>Teachers from model files are looked at before any phase is trained: what is wrong with them is said at once, and where.</summary>
public sealed class TeacherNetworksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => Path.Combine(_folder.Path, "teacher.safetensors");

    [Theory]
    [InlineData(16, "", "", "")]
    [InlineData(12, "", "", "")]
    [InlineData(12, ", frames: 0-1", "", "phases.late.teachers.t.frames: got frames of 16x16x2 for a network of 12x12x2")]
    [InlineData(12, "", "augment: {roll: 2}", "phases.late.teachers.t.model: got a network that sees 12x12x2, and an augmentation of 16x16x2")]
    [InlineData(12, "", "augment: {mix: {kind: mixup}}", "")]
    public void ItsFrames(int size, string frames, string top, string problem) => Check(size, frames, "{kind: distillation}", top, problem);

    [Theory]
    [InlineData(16, "map", "")]
    [InlineData(12, "map", "phases.late.objective.0: got the student's features are [H 4, W 4, C 3] and the teacher's [H 3, W 3, C 3]")]
    [InlineData(16, "map, teacher-tap: none", "phases.late.objective.0.teacher-tap: got 'none'")]
    public void ItsLayers(int size, string tap, string problem) => Check(size, "", $"{{kind: feature-distillation, tap: {tap}}}", "", problem);

    [Theory]
    [InlineData(12, "map", "phases.late.objective.0: got the student's features are [H 4, W 4, C 3] and the teacher's [H 3, W 3, C 3]")]
    [InlineData(12, "map, teacher-tap: features", "")]
    public void ItsLayers_Blurred(int size, string tap, string problem) => Check(size, "", $"{{kind: blurred-distillation, tap: {tap}}}", "", problem);

    [Fact]
    public void MissingOrCutOff_IsSaidOfTheModelFile()
    {
        var recipe = Student("", "{kind: distillation}", "");
        var missing = Assert.Throws<ModelFileException>(() => TrainingData.Load(recipe, null));
        Assert.Contains("expected the model file of a teacher", missing.Message, StringComparison.Ordinal);

        SaveTeacher(16);
        File.WriteAllBytes(Model, File.ReadAllBytes(Model)[..500]);
        var cut = Assert.Throws<ModelFileException>(() => TrainingData.Load(recipe, null));
        Assert.Contains("the file was cut off", cut.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SameFrames_ArePreparedOnce()
    {
        SaveTeacher(16);
        var data = TrainingData.Load(Student("", "{kind: distillation}", ""), null);
        Assert.Same(data.Train, data.Teachers["late.t"].Frames);
    }

    [Fact]
    public void TwoTeachersOfTheSameFrames_ShareThem()
    {
        SaveTeacher(12);
        var data = TrainingData.Load(Student("", "{kind: distillation, teacher: t}, {kind: distillation, teacher: u}", "", $", u: {{model: '{Model}', mean: true}}"), null);
        Assert.NotSame(data.Train, data.Teachers["late.t"].Frames);
        Assert.Same(data.Teachers["late.t"].Frames, data.Teachers["late.u"].Frames);
    }

    [Fact]
    public void AnUnusedTeacher_IsAProblem()
    {
        var e = Assert.Throws<RecipeException>(() => Student("", "{kind: distillation, teacher: t}", "", ", other: {model: other.safetensors}"));
        Assert.Contains("phases.late.teachers.other: got a teacher that no term of the objective names", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheFolderOfItsFile_IsNoDifference()
    {
        var (here, there) = (Student("", "{kind: distillation}", ""), Student("", "{kind: distillation}", "", folder: "/elsewhere"));
        Assert.Equal(RecipeWriter.Hash(here), RecipeWriter.Hash(there));
        Assert.Empty(RecipeWriter.Differences(here, there));
    }

    public void Dispose() => _folder.Dispose();

    private void Check(int size, string frames, string term, string top, string problem)
    {
        SaveTeacher(size);
        var recipe = Student(frames, term, top);
        if (problem.Length == 0)
            Assert.Equal(size, TrainingData.Load(recipe, null).Teachers["late.t"].Frames.Size.Height);
        else
            Assert.Contains(problem, Assert.Throws<RecipeException>(() => TrainingData.Load(recipe, null)).Message, StringComparison.Ordinal);
    }

    private void SaveTeacher(int size)
    {
        var recipe = Read($"frames: {{count: 3, height: {size}, width: {size}}}", "phases: {train: {network: relu}}");
        var network = Network.Create(recipe.Describe(recipe.Phases[0], 10), seed: 1);
        ModelFile.Save(Model, network, ModelData.Card(recipe, TrainingData.Load(recipe, null), [0, 1, 2], new Dictionary<string, IReadOnlyList<double>>()));
    }

    private Recipe Student(string more, string term, string top, string others = "", string? folder = null)
    {
        string file = Path.Combine(folder ?? _folder.Path, "teacher.safetensors");
        return Read("frames: {count: 3, height: 16, width: 16}", $$"""
            {{top}}
            phases:
              early: {network: spiking, frames: all}
              late: {network: spiking, frames: all, teachers: {t: {model: '{{file}}'{{more}} }{{others}} }, objective: [{{term}}] }
            """);
    }

    private static Recipe Read(string frames, string rest) => RecipeReader.Read($$$"""
        name: teachers
        data: {layout: synthetic, validation: 0, synthetic: {classes: 10, train-per-class: 1, test-per-class: 1, width: 16, height: 16, duration-ms: 20}}
        {{{frames}}}
        network: {preset: small-cnn, channels: [4, 3]}
        {{{rest}}}
        """, "recipe");
}
