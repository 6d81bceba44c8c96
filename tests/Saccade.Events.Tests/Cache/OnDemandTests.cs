using System.IO.Compression;
using Saccade.Events.Augment;
using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Images.Png;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Kernels.Random;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Cache;

/// <summary>Still images that are decoded whenever they are asked for: the frames are those that are held, memory is not.</summary>
public sealed class OnDemandTests : IDisposable
{
    private const int Side = 24, Columns = 60, Rows = 40;

    private static readonly FramePreparation _preparation = new() { Slicing = new Slicing.ByNumber(2), Channels = 3, Resize = new Resize.Smooth(Side, Side), Crop = 0.875 };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Frames_OnDemand_AreThoseThatAreHeld()
    {
        Fill(6);
        using var catalog = Open();
        var held = PreparedFrames.Prepare(catalog.Part("train"), _preparation);
        var read = PreparedFrames.Prepare(catalog.Part("train"), _preparation, new PrepareOptions { OnDemand = true });

        Assert.True(read.IsOnDemand);
        Assert.False(held.IsOnDemand);
        Assert.Equal((held.Count, held.Size, held.Steps, held.SetHash), (read.Count, read.Size, read.Steps, read.SetHash));
        for (int i = 0; i < held.Count; i++)
            Assert.Equal(Frame(held, i), Frame(read, i));
    }

    [Fact]
    public void Crop_IsAPartOfTheImage_TheSameForEachWhoAsks()
    {
        Fill(1);
        using var catalog = Open();
        var read = PreparedFrames.Prepare(catalog.Part("train"), _preparation, new PrepareOptions { OnDemand = true });
        CropDraw Draw(long epoch) => new(new RandomCrop(), new CounterRandom(3, RandomPurpose.Crop, epoch, 0));

        float[] first = Frame(read, 0, Draw(0));

        Assert.Equal(first, Frame(read, 0, Draw(0)));
        Assert.NotEqual(first, Frame(read, 0, Draw(1)));
        var image = ImageFile.Read(Path.Combine(_folder.Path, "class-0", "0.png"));
        byte[] cut = ImageScaling.Resized(image, _preparation.Resize!, Draw(0).Of(Columns, Rows));
        Assert.Equal(cut.Select(v => v / 255f), first[..(Side * Side * 3)]);
        var held = PreparedFrames.Prepare(catalog.Part("train"), _preparation);
        Assert.Throws<InvalidOperationException>(() => Frame(held, 0, Draw(0)));
    }

    // A JPEG of 4x8 pixels, all (200, 30, 60), made with Pillow 9.4.0.
    [Fact]
    public void Jpeg_BesideOtherImages_IsDecoded()
    {
        Fill(2);
        File.WriteAllBytes(Path.Combine(_folder.Path, "class-1", "photo.JPEG"), Convert.FromBase64String(
            "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAIAAQDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD5Pooor4c/1MP/2Q=="));
        using var catalog = Open();
        var read = PreparedFrames.Prepare(catalog.Part("train"), _preparation, new PrepareOptions { OnDemand = true });

        float[] frame = Frame(read, read.Ids.ToList().FindIndex(id => id.EndsWith("photo.JPEG", StringComparison.Ordinal)));

        float[] wanted = [200 / 255f, 30 / 255f, 60 / 255f];
        Assert.All(frame.Select((value, i) => value - wanted[i % 3]), difference => Assert.InRange(difference, -0.02f, 0.02f));
    }

    [Fact]
    public void DamagedImage_IsNamedWhenItIsAskedFor()
    {
        Fill(4);
        string damaged = Path.Combine(_folder.Path, "class-1", "1.png");
        byte[] bytes = File.ReadAllBytes(damaged);
        File.WriteAllBytes(damaged, bytes[..(bytes.Length / 2)]);
        using var catalog = Open();

        var read = PreparedFrames.Prepare(catalog.Part("train"), _preparation, new PrepareOptions { OnDemand = true });

        int index = read.Ids.ToList().FindIndex(id => id.EndsWith("class-1/1.png", StringComparison.Ordinal));
        Assert.Contains("class-1/1.png", Assert.Throws<EventFormatException>(() => Frame(read, index)).Message, StringComparison.Ordinal);
        Assert.NotEmpty(Frame(read, index == 0 ? 1 : 0));
    }

    [Fact]
    public void Archive_IsRefused_SinceItIsClosed()
    {
        Fill(2);
        string archive = Path.Combine(_folder.Path, "..", Path.GetFileName(_folder.Path) + ".zip");
        ZipFile.CreateFromDirectory(_folder.Path, archive);
        try
        {
            using var images = ImageSet.OpenFolder(archive);
            using var catalog = RecordingCatalog.StillImages(images);
            Assert.Contains("unpack the archive", Assert.Throws<DatasetException>(() => PreparedFrames.Prepare(catalog.Part("train"), _preparation, new PrepareOptions { OnDemand = true })).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    [Theory]
    [InlineData("test")]
    [InlineData("val")]
    [InlineData(null)]
    public void Archive_WithParts_IsOpenedAsItsFolder(string? second)
    {
        foreach (string part in new[] { "train", second }.OfType<string>())
        {
            for (int i = 0; i < 4; i++)
                Write(Path.Combine(_folder.Path, "parts", part, $"class-{i % 2}", $"{i}.png"), 6, 5, i + part.Length);
        }

        string archive = Path.Combine(_folder.Path, "parts.zip");
        ZipFile.CreateFromDirectory(Path.Combine(_folder.Path, "parts"), archive);

        var (train, test) = ImageSet.OpenParts(archive)!.Value;

        using (train)
        using (test)
        {
            using var folder = ImageSet.OpenFolder(Path.Combine(_folder.Path, "parts", "train"));
            Assert.Equal(folder.Classes, train.Classes);
            Assert.Equal(Enumerable.Range(0, 4).Select(folder.IdOf), Enumerable.Range(0, 4).Select(train.IdOf));
            Assert.Equal(folder.Get(3).Image.Samples.ToArray(), train.Get(3).Image.Samples.ToArray());
            Assert.Equal(second is null, test is null);
        }

        ZipFile.CreateFromDirectory(Path.Combine(_folder.Path, "parts", "train"), archive + ".flat.zip");
        Assert.Null(ImageSet.OpenParts(archive + ".flat.zip"));
    }

    // The files are one megapixel each; 60 of them would hold 180 MB as images and 26 MB as frames of 384x384. What stays is the list.
    [Fact]
    [Trait("Speed", "slow")]
    public void Memory_DoesNotGrowWithTheImagesThatAreDrawn()
    {
        const int Many = 60, Budget = 4 << 20;
        Fill(Many, 1200, 900);
        var preparation = _preparation with { Resize = new Resize.Smooth(384, 384) };
        using var catalog = Open();
        var read = PreparedFrames.Prepare(catalog.Part("train"), preparation, new PrepareOptions { OnDemand = true });
        float[] frame = new float[read.FrameLength];
        read.CopyTo(0, [0], frame);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        Parallel.For(0, Many, new ParallelOptions { MaxDegreeOfParallelism = 2 }, () => new float[read.FrameLength], (i, _, mine) =>
        {
            read.CopyTo(i, [0], mine, mine.Length, crop: new CropDraw(new RandomCrop(), new CounterRandom(1, RandomPurpose.Crop, 0, i)));
            return mine;
        }, _ => { });

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Budget);
        GC.KeepAlive(read);
    }

    [Fact]
    public void SharedContent_OfImageFiles_IsFoundByTheirBytes()
    {
        Fill(4);
        string test = Path.Combine(_folder.Path, "..", Path.GetFileName(_folder.Path) + "-test");
        Directory.CreateDirectory(Path.Combine(test, "class-0"));
        Directory.CreateDirectory(Path.Combine(test, "class-1"));
        File.Copy(Path.Combine(_folder.Path, "class-1", "1.png"), Path.Combine(test, "class-1", "copy.png"));
        Write(Path.Combine(test, "class-0", "other.png"), Columns, Rows, seed: 99);
        try
        {
            using var catalog = RecordingCatalog.StillImages(ImageSet.OpenFolder(_folder.Path), ImageSet.OpenFolder(test));
            var shared = Assert.Single(RecordingCatalog.FindSharedContent([catalog.Part("train"), catalog.Part("test")]));
            Assert.Equal(["test/class-1/class-1/copy.png", "train/class-1/class-1/1.png"], shared.Items.Select(i => i.Id).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(test, recursive: true);
        }
    }

    [Fact]
    public void Validate_SmoothOrCroppedEvents_AreRefused()
    {
        Assert.Contains("for still images", Assert.Single((_preparation with { Channels = 2, Crop = null }).Validate()), StringComparison.Ordinal);
        Assert.Contains("with a smooth resize, got 0.5", Assert.Single((_preparation with { Crop = 0.5, Resize = new Resize.Nearest(3, 3) }).Validate()), StringComparison.Ordinal);
        Assert.Contains("got 1.5", Assert.Single((_preparation with { Crop = 1.5 }).Validate()), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Frame(PreparedFrames frames, int sample, CropDraw? crop = null)
    {
        float[] values = new float[2 * frames.FrameLength];
        frames.CopyTo(sample, [0, 1], values, frames.FrameLength, crop: crop);
        return values;
    }

    private RecordingCatalog Open() => RecordingCatalog.StillImages(ImageSet.OpenFolder(_folder.Path));

    private void Fill(int count, int columns = Columns, int rows = Rows)
    {
        for (int i = 0; i < count; i++)
            Write(Path.Combine(_folder.Path, $"class-{i % 2}", $"{i}.png"), columns, rows, i);
    }

    /// <summary>Waves of another length for each seed, which pack well.</summary>
    private static void Write(string path, int columns, int rows, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] samples = new byte[columns * rows * 3];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (byte)((i / 3 % columns * (seed + 3) / 8) + (i / 3 / columns * (i % 3)));
        using var file = File.Create(path);
        PngWriter.Write(file, new RasterImage(columns, rows, 3, samples));
    }
}
