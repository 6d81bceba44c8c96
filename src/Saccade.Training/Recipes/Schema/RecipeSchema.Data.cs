using Saccade.Events.Augment;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Recognition;
using Saccade.Schema;

namespace Saccade.Training.Recipes.Schema;

/// <summary>Recordings, frames and augmentation.</summary>
internal static partial class RecipeSchema
{
    public static Section<DataRecipe> Data(RecipeKinds kinds) => new Section<DataRecipe>(new DataRecipe())
        .Key("layout", kinds.Layouts.Kind, r => r.Layout, (r, v) => r with { Layout = v }, "How the data set lies on the disk.")
        .Key("path", new OptionalKind<string>(new TextKind("a path")), r => r.Path, (r, v) => r with { Path = v }, "Folder or archive; --data on the command line wins.")
        .Key("split", new OptionalKind<string>(new TextKind("a split rule or a split file")), r => r.Split, (r, v) => r with { Split = v }, "How the data set is divided: official, hsd, sltt, spikingjelly, tebn, or a file of 'saccade data split'; null for the parts it has.")
        .Key("test", NumberKind.BelowOne, r => r.Test, (r, v) => r with { Test = v }, "Share of each class set aside for testing where the layout has no test part: the last in natural order.")
        .Key("validation", NumberKind.BelowOne, r => r.Validation, (r, v) => r with { Validation = v }, "Share of each class of the training part set aside for validation; 0 for none.")
        .Key("train", new NumberKind(new NumberRange(0, 1, IsOpenBelow: true)), r => r.Train, (r, v) => r with { Train = v }, "Share of each class of the rest that is learned from; 1 for all.")
        .Key("validation-seed", _seed, r => r.ValidationSeed, (r, v) => r with { ValidationSeed = v }, "Seed of the validation split, the folds and the share that is learned from.")
        .Key("fold", new OptionalKind<FoldRecipe>(Fold()), r => r.Fold, (r, v) => r with { Fold = v }, "A fold of a cross-validation of the training part, instead of a share.")
        .Key("synthetic", new OptionalKind<SyntheticOptions>(Synthetic()), r => r.Synthetic, (r, v) => r with { Synthetic = v }, "The recordings to generate; with layout synthetic only.")
        .Key("simulated", new OptionalKind<SimulatedRecipe>(Simulated()), r => r.Simulated, (r, v) => r with { Simulated = v }, "The recordings to simulate, from the images at the path or from letters drawn for it; with layout simulated or glyphs only.")
        .Complete((r, path, binding) => r with
        {
            Simulated = r.Simulated ?? (r.Layout == DataLayout.Simulated || r.Layout == DataLayout.Glyphs ? new SimulatedRecipe() : null),
            Validation = r.Fold is not null && !binding.IsGiven(Binding.Below(path, "validation")) ? 0 : r.Validation,
            Synthetic = r.Synthetic ?? (r.Layout == DataLayout.Synthetic ? DataRecipe.UsualSynthetic : null),
        });

    private static Section<FoldRecipe> Fold() => new Section<FoldRecipe>(new FoldRecipe())
        .Key("index", Whole(0), r => r.Index, (r, v) => r with { Index = v }, "The fold that validates, from 0.")
        .Key("of", Whole(2), r => r.Of, (r, v) => r with { Of = v }, "Number of folds.")
        .Key("blocks", _flag, r => r.Blocks, (r, v) => r with { Blocks = v }, "Folds of neighbours in natural order; false: drawn.");

    private static Section<SimulatedRecipe> Simulated() => new Section<SimulatedRecipe>(new SimulatedRecipe())
        .Key("kind", Choice<SimulatedKind>(), r => r.Kind, (r, v) => r with { Kind = v }, "The data set that is imitated: motion, display and camera.")
        .Key("train", Whole(1), r => r.Train, (r, v) => r with { Train = v }, "Training recordings, all classes together.")
        .Key("test", Whole(0), r => r.Test, (r, v) => r with { Test = v }, "Test recordings, of other images; 0 for none.")
        .Key("skip-images", Whole(0), r => r.SkipImages, (r, v) => r with { SkipImages = v }, "Images at the beginning of the set that are not used, since real recordings of them are for testing.")
        .Key("seed", _seed, r => r.Seed, (r, v) => r with { Seed = v }, "Seed of the choice of images and of the simulation.");

    private static Section<SyntheticOptions> Synthetic() => new Section<SyntheticOptions>(DataRecipe.UsualSynthetic)
        .Key("classes", Whole(2, SyntheticClass.All.Count), r => r.Classes, (r, v) => r with { Classes = v }, "Number of classes, the first so many.")
        .Key("train-per-class", Whole(1), r => r.TrainPerClass, (r, v) => r with { TrainPerClass = v }, "Training recordings of each class.")
        .Key("test-per-class", Whole(1), r => r.TestPerClass, (r, v) => r with { TestPerClass = v }, "Test recordings of each class.")
        .Key("width", Whole(8, MaximumSize), r => r.Sensor.Width, (r, v) => r with { Sensor = new SensorSize(v, r.Sensor.Height) }, "Width of the sensor in pixels.")
        .Key("height", Whole(8, MaximumSize), r => r.Sensor.Height, (r, v) => r with { Sensor = new SensorSize(r.Sensor.Width, v) }, "Height of the sensor in pixels.")
        .Key("duration-ms", Whole(1, 60_000), r => (int)(r.DurationMicros / 1000), (r, v) => r with { DurationMicros = v * 1000L }, "Length of a recording in milliseconds.")
        .Key("seed", _seed, r => r.Seed, (r, v) => r with { Seed = v }, "Seed of the generator.");

    private static Section<FrameRecipe> Frames() => new Section<FrameRecipe>(new FrameRecipe())
        .Key("count", Whole(1, MaximumSize), r => r.Count, (r, v) => r with { Count = v }, "T, the number of frames of a recording.")
        .Key("slicing", Choice<FrameSlicing>(), r => r.Slicing, (r, v) => r with { Slicing = v }, "Frames that share a recording by equal numbers of events (number) or equal time (time), or that begin with it and last a fixed time (duration) or number of events (count).")
        .Key("slice", Whole(0), r => r.Slice, (r, v) => r with { Slice = v }, "Microseconds of a slice with slicing duration, events with slicing count; later slices than count are not seen, missing ones are empty.")
        .Key("height", Whole(1, MaximumSize), r => r.Height, (r, v) => r with { Height = v }, "Height of the network's input in pixels.")
        .Key("width", Whole(1, MaximumSize), r => r.Width, (r, v) => r with { Width = v }, "Width of the network's input in pixels.")
        .Key("channels", Whole(1, 3), r => r.Channels, (r, v) => r with { Channels = v }, "Channels of a frame. Not given: those of the polarity. 1 (grey) or 3 (red, green, blue) for still images.", depends: true)
        .Key("polarity", Choice<PolarityRule>(), r => r.Polarity, (r, v) => r with { Polarity = v }, "separate: a channel for OFF and one for ON. merged: one with the number of both. signed: one with ON less OFF.")
        .Key("compression", CompressionKeys(), r => r.Compression, (r, v) => r with { Compression = v }, "Slices and pixels of the recording that are summed to one of a frame.")
        .Key("resize", Choice<FrameResize>(), r => r.Resize, (r, v) => r with { Resize = v }, "How frames of another size are resized. Not given: binned with a compression of pixels.", depends: true)
        .Key("crop", NumberKind.UpToOne, r => r.Crop, (r, v) => r with { Crop = v }, "Still images: share of the shorter side that a frame shows of the middle, the aspect ratio kept; 0.875 is 224 of 256. 0 for the whole image, whose aspect ratio is not kept.")
        .Key("on-demand", _flag, r => r.OnDemand, (r, v) => r with { OnDemand = v }, "Still images: decode each whenever it is drawn, on all threads, instead of holding all in memory.")
        .Key("fit", Choice<FrameFit>(), r => r.Fit, (r, v) => r with { Fit = v }, "What fills the frame: the sensor, or what the recording covers of it.")
        .Key("counts", Choice<CountScale>(), r => r.Counts, (r, v) => r with { Counts = v }, "What the network is shown for n events: n; ln(1 + n); 1; n by the largest or by the mean count of the recording that is not 0.")
        .Key("window", Whole(1, MaximumSize), r => r.Window, (r, v) => r with { Window = v }, "Slices of the recording that a frame shows, the last of them its own; above 1 frames overlap.")
        .Key("partition", Choice<FrameDivision>(), r => r.Partition, (r, v) => r with { Partition = v }, "leading: the first ann frames, then snn frames. interleaved: even frames for ann, odd ones for snn.")
        .Key("ann", Whole(0, MaximumSize), r => r.Ann, (r, v) => r with { Ann = v }, "T_A, frames of the quantised network. Not given: count - snn, or half of count, rounded up.", depends: true)
        .Key("snn", Whole(0, MaximumSize), r => r.Snn, (r, v) => r with { Snn = v }, "T_S, frames of the spiking network. Not given: count - ann.", depends: true)
        .Complete((r, path, binding) =>
        {
            bool ann = binding.IsGiven(Binding.Below(path, "ann")), snn = binding.IsGiven(Binding.Below(path, "snn"));
            int first = ann ? r.Ann : snn ? Math.Max(0, r.Count - r.Snn) : (r.Count + 1) / 2;
            int channels = binding.IsGiven(Binding.Below(path, "channels")) ? r.Channels : r.Polarity.Channels();
            bool binned = r.Compression.Space > 1 && !binding.IsGiven(Binding.Below(path, "resize")); // every event counts
            return r with { Ann = first, Snn = snn ? r.Snn : Math.Max(0, r.Count - first), Channels = channels, Resize = binned ? FrameResize.Binned : r.Resize };
        });

    private static Section<Compression> CompressionKeys() => new Section<Compression>(Compression.None)
        .Key("time", Whole(1, MaximumSize), c => c.Time, (c, v) => c with { Time = v }, "r_t, slices that are summed to a frame: the recording is cut into count times as many.")
        .Key("space", Whole(1, MaximumSize), c => c.Space, (c, v) => c with { Space = v }, "r_s, the side of the square of pixels that is summed to a pixel of a frame.");

    private static Section<AugmentRecipe> Augment() => new Section<AugmentRecipe>(new AugmentRecipe())
        .Key("apply", Choice<AugmentApply>(), r => r.Apply, (r, v) => r with { Apply = v }, "each: all that are on. one: the flip, then one of the others, drawn for every sample.")
        .Key("flip", NumberKind.UpToOne, r => r.Flip, (r, v) => r with { Flip = v }, "Probability of a mirror image. Not for data whose classes have a direction.")
        .Key("roll", Whole(0, MaximumSize), r => r.Roll, (r, v) => r with { Roll = v }, "Largest circular shift in pixels, each way.")
        .Key("rotate", new NumberKind(new NumberRange(0, 180), "a number of degrees"), r => r.Rotate, (r, v) => r with { Rotate = v }, "Largest rotation in degrees, each way.")
        .Key("shear", new NumberKind(new NumberRange(0, 90, IsOpenAbove: true), "a number of degrees"), r => r.Shear, (r, v) => r with { Shear = v }, "Largest horizontal shear in degrees, each way.")
        .Key("cutout", Whole(0, MaximumSize), r => r.Cutout, (r, v) => r with { Cutout = v }, "Largest side of a blanked square in pixels.")
        .Key("wide", _flag, r => r.Wide, (r, v) => r with { Wide = v }, "One change of SNNAugmentWide for every sample: shear, translation, rotation, erasing, cutout, or none.")
        .Key("keep", new NumberKind(new NumberRange(0, 1, IsOpenBelow: true)), r => r.Events.Keep, (r, v) => r with { Events = r.Events with { Keep = v } }, "Smallest share of a sample's events that is kept, drawn from here to 1; 1 keeps all.")
        .Key("shift", Whole(0, MaximumSize), r => r.Events.Shift, (r, v) => r with { Events = r.Events with { Shift = v } }, "Largest shift of the frames that are seen, in frames, later or earlier; never beyond the recording.")
        .Key("swap", NumberKind.UpToOne, r => r.Events.Swap, (r, v) => r with { Events = r.Events with { Swap = v } }, "Probability that ON and OFF change places.")
        .Key("crop", new OptionalKind<RandomCrop>(Crop()), r => r.Crop, (r, v) => r with { Crop = v }, "A random part of each still image in place of the whole, scaled to the frame, before all other changes; null for none. Needs frames.on-demand.")
        .Key("rand", new OptionalKind<Augmentation.RandAugment>(Rand()), r => r.Rand, (r, v) => r with { Rand = v }, "RandAugment of still images: drawn changes of place and brightness; null for none.")
        .Key("erase", NumberKind.UpToOne, r => r.Erase, (r, v) => r with { Erase = v }, "Probability that a square of 2 % to a third of the image is blanked.")
        .Key("mix", new OptionalKind<PairMix>(Mix()), r => r.Mix, (r, v) => r with { Mix = v }, "How a sample is mixed with another one, and its target with the other's; null for no mixing.");

    private static Section<RandomCrop> Crop() => new Section<RandomCrop>(new RandomCrop())
        .Key("area", new NumberKind(new NumberRange(0, 1, IsOpenBelow: true)), r => r.SmallestArea, (r, v) => r with { SmallestArea = v }, "Smallest share of the area.")
        .Key("aspect", new NumberKind(new NumberRange(1, 100)), r => r.LargestAspect, (r, v) => r with { LargestAspect = v }, "Largest aspect ratio, width by height or height by width.");

    private static Section<Augmentation.RandAugment> Rand() => new Section<Augmentation.RandAugment>(new Augmentation.RandAugment())
        .Key("count", Whole(1, 64), r => r.Count, (r, v) => r with { Count = v }, "Operations of a sample.")
        .Key("magnitude", new NumberKind(new NumberRange(0, 10)), r => r.Magnitude, (r, v) => r with { Magnitude = v }, "Mean strength of an operation, 0 to 10.")
        .Key("deviation", new NumberKind(new NumberRange(0, 10)), r => r.Deviation, (r, v) => r with { Deviation = v }, "Standard deviation of the strength.");

    private static Union<PairMix> Mix() => new Union<PairMix>("kind", null)
        .Add("mixup", MixKeys(new Section<PairMix.MixUp>(new PairMix.MixUp()).Means("A weighted mean of two samples."), m => m.Alpha, (m, v) => m with { Alpha = v }))
        .Add("cutmix", MixKeys(new Section<PairMix.CutMix>(new PairMix.CutMix()).Means("A rectangle of one sample is replaced by that of another."), m => m.Alpha, (m, v) => m with { Alpha = v }))
        .Add("eventmix", MixKeys(new Section<PairMix.EventMix>(new PairMix.EventMix()).Means("Regions of random shape in space and time are taken from another sample (EventMix)."), m => m.Alpha, (m, v) => m with { Alpha = v })
            .Key("share", Choice<MixShare>(), m => m.Share, (m, v) => m with { Share = v }, "What weighs the two targets: the area of the mask, or the events that are left of each."));

    private static Section<T> MixKeys<T>(Section<T> section, Func<T, double> alpha, Func<T, double, T> set)
        where T : PairMix => section
        .Key("alpha", new NumberKind(new NumberRange(1e-3, 1e3)), alpha, set, "Both shapes of the beta distribution of the share; 1 is uniform.")
        .Key("probability", NumberKind.UpToOne, m => m.Probability, (m, v) => (T)(m with { Probability = v }), "Probability that a sample is mixed.");
}
