using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Saccade.Tests.Training.RunLog;
using Saccade.Training.Reports;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Reports;

public sealed class ReportBuilderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-").FullName;

    [Fact]
    public void ToHtml_OneRun_ShowsCurvesStepsRatesConversionAndRecipe()
    {
        string page = new ReportBuilder("HSD on N-MNIST").Add(Run("hsd", 20)).ToHtml();

        foreach (string part in (string[])["<h1>HSD on N-MNIST</h1>", "<h2>Phase pretrain</h2>", "<h2>Phase finetune</h2>", "Accuracy after each time step", "Firing rate", "step-distillation", "<h2>Conversion</h2>", "conv2", "<h2>Recipes</h2>", "94.0 %", "57,000 parameters", "completed", "20 of 20"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.Equal(13, Charts(page).Count);
        foreach (string part in (string[])["Accuracy by latency", ">T=5<", "Probability of the true class at each step alone", "hsd: largest probability at each step alone, test", "Solid lines are what is trained on", "Calibration error after each time step", "Accuracy of each class", "class=\"band c0\"", "cross-entropy, validation", "hsd: error by cause", "hsd: accuracy right after conversion", "Layer conv2: its threshold of 3.25 is far above the activations: 99 % of them stay below 0.40 of it"])
            Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_AnyReport_IsOneWellFormedFileThatNeedsNothingElse()
    {
        string page = new ReportBuilder("a").Add(Run("hsd", 60)).Add(Run("direct", 3)).ToHtml();

        Assert.DoesNotMatch(new Regex("<script|<link|<img|https?:|url\\(|@import|src=|href=\"(?!data:text/csv)", RegexOptions.IgnoreCase), page);
        string body = page[page.IndexOf("<main>", StringComparison.Ordinal)..(page.IndexOf("</main>", StringComparison.Ordinal) + 7)];
        var tree = XDocument.Parse(body.Replace("<br>", "<br/>", StringComparison.Ordinal));
        Assert.All(
            tree.Descendants().Attributes().Where(a => a.Name.LocalName is "x" or "y" or "cx" or "cy" or "x1" or "x2" or "y1" or "y2" or "width" or "height"),
            attribute => Assert.InRange(double.Parse(attribute.Value), -1, 2000));
    }

    [Fact]
    public void ToHtml_RunsWithTheSameRecordings_DrawThemOnce_AndConclusionsComeFirst()
    {
        RecordingPicture[] pictures = [new("cat", 3, 2, 5, [0, 4], ["AA.bb.", "...C.."])];
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "pictures")).FullName;
        RecordingPicture.Save(folder, pictures);

        string page = new ReportBuilder("x").Conclude("a < b").Add(Run("a", 3) with { Recordings = pictures }).Add(Run("b", 3) with { Recordings = RecordingPicture.Load(folder) }).ToHtml();

        Assert.Equal(1, Regex.Count(page, "<h2>Recordings</h2>"));
        Assert.Equal(1, Regex.Count(page, "<figcaption>cat"));
        Assert.Contains("class=\"on s1\" d=\"M0 0.5h2\"", page, StringComparison.Ordinal);
        Assert.Contains("class=\"off s2\" d=\"M0 1.5h2\"", page, StringComparison.Ordinal);
        Assert.Contains("frames 1, 5 of 5", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("<p>a &lt; b</p>", StringComparison.Ordinal) < page.IndexOf("<h2>Recordings</h2>", StringComparison.Ordinal));
        Charts(page);
    }

    [Fact]
    public void ToHtml_Maps_AreDrawnByRate_AndThoseThatDoNotFitAreLeftOut()
    {
        string page = new ReportBuilder("x").Add(Run("a", 3)).ToHtml();

        foreach (string part in (string[])["<h2>Firing-rate maps</h2>", "a test recording of zero", "<figcaption>T = 1</figcaption>", "<figcaption>T = 5</figcaption>", "<title>channel 1, T = 5</title>", "stroke-opacity=\"1\" d=\"M2 0.5h1M0 1.5h1\"", "stroke-opacity=\"0.89\" d=\"M0 0.5h3\""])
            Assert.Contains(part, page, StringComparison.Ordinal);
        TrainingEvent[] broken = [new MapsDrawn("p", "test", "c", "l", 3, 2, [new RateMap(1, 0, "0099")]), new MapsDrawn("p", "test", "c", "l", 1, 1, [new RateMap(1, 0, "<")])];
        Assert.DoesNotContain("Firing-rate maps", new ReportBuilder("x").Add(new ReportRun("r", Content(broken), "")).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_SolidLines_AreTraining_AndDashedOnesAreNot()
    {
        EpochDone[] epochs = [.. Enumerable.Range(1, 3).Select(i => Samples.Epoch("p", i, spiking: true) with { TestLoss = 0.5, TestAccuracy = 0.8 })];

        string page = new ReportBuilder("x").Add(new ReportRun("r", Content([new PhaseStarted("p", "spiking", 3, 1), .. epochs]), "")).ToHtml();

        var lines = Regex.Matches(page, "<line class=\"line c\\d( dashed)?\"[^>]*/></svg>([^<]+)</span>").Select(m => (Dashed: m.Groups[1].Length > 0, Name: m.Groups[2].Value)).ToList();
        Assert.Equal(["cross-entropy, test", "cross-entropy, validation", "test", "validation"], lines.Where(l => l.Dashed).Select(l => l.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["cross-entropy", "loss", "step-distillation", "training"], lines.Where(l => !l.Dashed && l.Name != "validation, last epoch").Select(l => l.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[null]")]
    [InlineData("[{\"Class\":\"a\",\"Width\":2,\"Height\":1,\"Of\":1,\"Positions\":[0],\"Frames\":[\"A\"]}]")]
    [InlineData("[{\"Class\":\"a\",\"Width\":1,\"Height\":1,\"Of\":1,\"Positions\":[0],\"Frames\":[\"<\"]}]")]
    public void DamagedPictures_AreRefused_AndTheMessageSaysWhatToDo(string json)
    {
        File.WriteAllText(Path.Combine(_folder, "recordings.json"), json);

        Assert.Contains("delete the file", Assert.Throws<RunLogException>(() => RecordingPicture.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_ManyClasses_ShowsEachCell_AndTheNumbersAsCsv()
    {
        string[] labels = [.. Enumerable.Range(0, 101).Select(i => $"class \"{i}\", with a long name")];
        int[][] confusion = [.. Enumerable.Range(0, 101).Select(i => Enumerable.Range(0, 101).Select(k => k == i ? 5 : k == (i + 1) % 101 ? 2 : 0).ToArray())];
        TrainingEvent[] events = [new RunStarted("r", "h", 1, 1, 1, 1, 1, labels), new Evaluated("p", "test", 707, 5 / 7.0, [5 / 7.0], [], confusion)];

        string page = new ReportBuilder("x").Add(new ReportRun("r", Content(events), "")).ToHtml();

        Assert.Equal(202, Regex.Count(page, "<rect class=\"bar c[01]\""));
        Assert.Contains("Most frequent mistakes", page);
        string csv = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(Regex.Match(page, "base64,([^\"]+)\" aria-label=\"r: confusions").Groups[1].Value.Replace("&#x2B;", "+", StringComparison.Ordinal)));
        Assert.Equal(102, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("\"class \"\"3\"\", with a long name\",0,0,0,5,2,0", csv);
    }

    [Fact]
    public void ToHtml_AxisThatDoesNotBeginAtZero_SaysSo()
    {
        EpochDone[] epochs = [.. Enumerable.Range(1, 3).Select(i => Samples.Epoch("p", i, spiking: true) with { TrainAccuracy = 0.9 + i * 0.01, ValidationAccuracy = 0.91 })];

        string page = new ReportBuilder("x").Add(new ReportRun("r", Content([new PhaseStarted("p", "spiking", 3, 1), .. epochs]), "")).ToHtml();

        Assert.Contains("The vertical axis begins at 91 %, not at 0.", page);
    }

    [Fact]
    public void ToHtml_NamesThatLookLikeMarkup_AreEscaped()
    {
        const string Nasty = "</pre><script>alert('x & y')</script>{0}\0";
        TrainingEvent[] events =
        [
            new RunStarted(Nasty, Nasty, 1, 1, 1, 1, 1, [Nasty]), new PhaseStarted(Nasty, Nasty, 1, 1), new ConversionDone(Nasty, [new(Nasty, 1, 0, 0, 0)]),
            Samples.Epoch(Nasty, 1, spiking: true) with { FiringRates = [new(Nasty, 0.5)], LossTerms = [new(Nasty, 1), new("b", 2)] },
            new PhaseEnded(Nasty, 1, null), new Evaluated(Nasty, Nasty, 1, 1, [1, 1], [new(Nasty, 1)], [[1]]), new RunEnded(RunState.Failed, Nasty),
        ];

        string page = new ReportBuilder(Nasty).Add(new ReportRun(Nasty, Content(events), Nasty)).ToHtml();

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\0', page);
        Assert.Contains("<pre>&lt;/pre&gt;&lt;script&gt;alert(&#39;x &amp; y&#39;)&lt;/script&gt;{0}\uFFFD</pre>", page, StringComparison.Ordinal);
        Charts(page);
    }

    [Fact]
    public void ToHtml_SeveralRuns_PutsThemSideBySide()
    {
        string page = new ReportBuilder("HSD and direct").Add(Run("hsd", 5)).Add(Run("direct", 5, 0.1)).ToHtml();

        Assert.Contains("hsd, validation", page, StringComparison.Ordinal);
        Assert.Contains("direct, training", page, StringComparison.Ordinal);
        Assert.Contains("direct, test, time steps 5: 84", page, StringComparison.Ordinal);
        Assert.DoesNotContain("step-distillation</span>", page, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ReportBuilder("x").Add(Run("a", 1)).Add(Run("a", 1)));
        Assert.Throws<InvalidOperationException>(() => new ReportBuilder("x").ToHtml());
    }

    [Fact]
    public void ToHtml_SeveralRuns_ComparesThemInATable_AndOneRunDoesNot()
    {
        string page = new ReportBuilder("x").Add(Run("hsd", 5)).Add(Run("direct", 5, 0.1)).ToHtml();

        Assert.Matches("<th>T=5</th>\\s+<th>mean firing rate", page);
        Assert.Matches("<td>direct</td><td class=\"text\">test</td><td>84.0 %</td>\\s+<td>60.0 %</td>", page);
        Assert.Contains("<td>8.33 %</td><td>2.1 min</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Comparison", new ReportBuilder("x").Add(Run("hsd", 5)).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_RecipeThatCanBeRead_SaysWhatEachPhaseDoes()
    {
        const string Recipe = "name: r\ndata: {layout: class-folders}\nframes: {count: 10, height: 16, width: 16, ann: 5, snn: 5}\nphases:\n  pretrain: {network: quantised, frames: ann, epochs: 1}\n"
            + "  finetune: {network: spiking, from: pretrain, frames: snn, epochs: 3, teachers: {pretrain: {}}, objective: [{kind: cross-entropy}, {kind: step-distillation}]}\n";

        string page = new ReportBuilder("x").Add(Run("hsd", 3) with { Recipe = Recipe }).ToHtml();

        Assert.Contains("from random weights, for 1 epoch. Its loss is the cross-entropy of each step&#39;s outputs, averaged over the steps.", page, StringComparison.Ordinal);
        Assert.Contains("Phase finetune trains a spiking network through time, from the result of pretrain, for 3 epochs. It learns from pretrain, which does not change. Its loss is the cross-entropy of the outputs&#39; mean over all steps, plus the distance of each step&#39;s outputs from the teacher&#39;s mean, averaged over the steps (step-wise distillation).", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Method</h2>", new ReportBuilder("x").Add(Run("hsd", 3)).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void LayerNames_SayBehindWhichLayerWithWeightsALayerIs()
    {
        const string Recipe = "name: r\ndata: {layout: class-folders}\nframes: {count: 4, height: 16, width: 16}\nnetwork: {preset: small-cnn}\nphases:\n  train: {network: spiking, epochs: 1}\n";

        var names = LayerNames.Of(Run("a", 1) with { Recipe = Recipe });

        Assert.Equal("0 (conv 1)", names["0"]);
        Assert.Equal("2 (conv 1)", names["2"]);
        Assert.Contains("linear 1", names.Values.Last(), StringComparison.Ordinal);
        Assert.Empty(LayerNames.Of(Run("a", 1) with { Recipe = "not a recipe" }));
    }

    [Fact]
    public void ToHtml_RunCutAnywhere_StillGivesAPage()
    {
        var events = Samples.Run().ToList();

        for (int count = 0; count <= events.Count; count++)
        {
            string page = new ReportBuilder("x").Add(new ReportRun("r", Content(events.Take(count)), "name: r")).ToHtml();
            Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
            Charts(page);
        }
    }

    [Fact]
    public void ToHtml_CountsBeyondAnyDataSet_AreDrawn()
    {
        TrainingEvent[] events = [new RunStarted("a", "b", 1, 1, 1, 1, 1, ["x", "y"]), new Evaluated("p", "test", 1, 0.5, [], [], [[int.MaxValue, int.MaxValue], [0, int.MaxValue]])];

        string page = new ReportBuilder("a").Add(new ReportRun("a", new RunLogContent([.. events.Select(e => new RunLogEntry(default, e))], 0, 0), "")).ToHtml();

        Assert.Contains("--share:0.5\">2147483647<", page, StringComparison.Ordinal);
        Assert.Contains("--share:1\">2147483647<", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_LossThatDiverges_LeavesAGapInTheLine()
    {
        var epochs = Enumerable.Range(1, 6).Select(i => Samples.Epoch("p", i, spiking: false) with { ValidationLoss = null, TrainLoss = i == 3 ? double.NaN : i == 6 ? double.PositiveInfinity : i });

        string page = new ReportBuilder("x").Add(new ReportRun("r", Content(epochs), "")).ToHtml();

        var loss = Charts(page)[0];
        Assert.Equal([2, 2], loss.Descendants("polyline").Select(line => line.Attribute("points")!.Value.Split(' ').Length));
        Assert.Equal(4, loss.Descendants("circle").Count());
    }

    [Fact]
    public void Load_RunFolder_ReadsLogAndRecipe()
    {
        string run = Directory.CreateDirectory(Path.Combine(_folder, "first")).FullName;
        File.WriteAllText(Path.Combine(run, "recipe.yaml"), "name: first");
        using (var log = RunLogWriter.Create(Path.Combine(run, "metrics.jsonl"), new ManualTime()))
            Samples.Run().ToList().ForEach(log.Observe);
        File.AppendAllText(Path.Combine(run, "metrics.jsonl"), "{\"torn");

        var loaded = ReportRun.Load(run + Path.DirectorySeparatorChar);
        new ReportBuilder("x").Add(loaded).Add(ReportRun.Load(run, "second")).Save(Path.Combine(run, "report.html"));

        Assert.Equal(("first", "name: first", 1), (loaded.Name, loaded.Recipe, loaded.Log.TornLines));
        Assert.Contains("2026-01-02 03:04", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ReportRun Run(string name, int epochs, double shift = 0) => new(name, Content(Samples.Run(name, epochs, shift)), $"name: {name}\nseed: 1\n");

    private static RunLogContent Content(IEnumerable<TrainingEvent> events) =>
        new([.. events.Where(e => e is not BatchDone).Select((e, i) => new RunLogEntry(new DateTimeOffset(2026, 1, 2, 3, i % 60, 0, TimeSpan.Zero), e))], 0, 0);

    private static List<XElement> Charts(string page) =>
        [.. Regex.Matches(page, "<svg viewBox=\"0 0 560.*?</svg>", RegexOptions.Singleline | RegexOptions.ExplicitCapture).Select(match => XElement.Load(XmlReader.Create(new StringReader(match.Value))))];
}
