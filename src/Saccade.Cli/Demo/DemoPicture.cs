namespace Saccade.Cli.Demo;

/// <summary>A data set on which the demo compares ways to train.</summary>
/// <param name="Name">The name, for programs.</param>
/// <param name="Title">What is to be recognised.</param>
/// <param name="Data">What a recipe of the demo says of the data; null as it stands there.</param>
/// <param name="SeedKey">The key of the generator's seed.</param>
/// <param name="Quick">Settings that make it a matter of seconds.</param>
internal sealed record DemoPicture(string Name, string Title, string? Data, string SeedKey, IReadOnlyList<string> Quick)
{
    /// <summary>Classes that differ in how they look: every frame shows what there is to know.</summary>
    public static DemoPicture Glyphs { get; } = new(
        "glyphs", "ten letters moved by saccades", null, "data.simulated.seed",
        ["data.simulated.train=40", "data.simulated.test=20"]);

    /// <summary>Classes that differ in how they move: no single frame tells the two of a shape apart.</summary>
    public static DemoPicture Motion { get; } = new(
        "motion", "five shapes that move in two opposite ways",
        "data={layout: synthetic, validation: 0.34, synthetic: {train-per-class: 30, test-per-class: 100, duration-ms: 150, seed: 1}}", "data.synthetic.seed",
        ["data.synthetic.train-per-class=4", "data.synthetic.test-per-class=2", "data.synthetic.duration-ms=40"]);
}
