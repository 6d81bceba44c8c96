using Saccade.Events.Formats.Aedat2;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>The data sets that are known, as one explicit list.</summary>
/// <remarks>
/// Checksums and counts come from the sets' own pages and from the loaders of SpikingJelly and Tonic, which agree where both have
/// them. None of the addresses was tried when this list was written.
/// </remarks>
public static class DatasetDescriptions
{
    private const string Orchard = "Orchard, Jayawant, Cohen, Thakor: Converting Static Image Datasets to Spiking Neuromorphic Datasets Using Saccades. Frontiers in Neuroscience 9, 2015";

    /// <summary>N-MNIST.</summary>
    public static DatasetDescription NMnist { get; } = new()
    {
        Title = "N-MNIST",
        Content = "handwritten digits on a screen before a moving camera, three saccades of about 105 ms",
        Citation = Orchard,
        Licence = "CC BY-SA 4.0",
        Homepage = new Uri("https://www.garrickorchard.com/datasets/n-mnist"),
        Layout = DatasetLayout.NMnist,
        Archives =
        [
            Mendeley("Train.zip", "468j46mzdv", "39c25547-014b-4137-a934-9d29fa53c7a0", "20959b8e626244a1b502305a9e6e2031"),
            Mendeley("Test.zip", "468j46mzdv", "05a4d654-7e03-4c15-bdfa-9bb2bcbea494", "69ca8762b2fe404d9b9bad1103e97832"),
        ],
        Expected = [new("train", 60_000), new("test", 10_000)],
        Splits = [SplitRule.Official],
    };

    /// <summary>N-Caltech101.</summary>
    public static DatasetDescription NCaltech101 { get; } = new()
    {
        Title = "N-Caltech101",
        Content = "photographs of 100 kinds of objects and of backgrounds on a screen before a moving camera",
        Citation = Orchard,
        Homepage = new Uri("https://www.garrickorchard.com/datasets/n-caltech101"),
        Layout = DatasetLayout.NCaltech101,
        Archives = [Manual("Caltech101.zip", "66201824eabb0239c7ab992480b50ba3", "download it from https://www.garrickorchard.com/datasets/n-caltech101 (the archive there may hold it as a file)")],
        Expected = [new("all", 8_709)],
        Splits = [SplitRule.Hsd, SplitRule.SpikingJelly],
        Notes = ["The archive has 8,709 recordings; papers speak of 8,831.", "It has no official test part.", "The licence is not verified."],
    };

    /// <summary>CIFAR10-DVS.</summary>
    public static DatasetDescription Cifar10Dvs { get; } = new()
    {
        Title = "CIFAR10-DVS",
        Content = "1,000 images of each class of CIFAR-10, moved on a screen before a DVS128",
        Citation = "Li, Liu, Ji, Li, Shi: CIFAR10-DVS: An Event-Stream Dataset for Object Classification. Frontiers in Neuroscience 11, 2017",
        Homepage = new Uri("https://figshare.com/articles/dataset/CIFAR10-DVS_New/4724671"),
        Layout = DatasetLayout.Cifar10Dvs,
        Addresses = AddressLayout.Cifar10Dvs,
        Archives =
        [
            Figshare("airplane.zip", 7712788, "0afd5c4bf9ae06af762a77b180354fdd"), Figshare("automobile.zip", 7712791, "8438dfeba3bc970c94962d995b1b9bdd"),
            Figshare("bird.zip", 7712794, "a9c207c91c55b9dc2002dc21c684d785"), Figshare("cat.zip", 7712812, "52c63c677c2b15fa5146a8daf4d56687"),
            Figshare("deer.zip", 7712815, "b6bf21f6c04d21ba4e23fc3e36c8a4a3"), Figshare("dog.zip", 7712818, "f379ebdf6703d16e0a690782e62639c3"),
            Figshare("frog.zip", 7712842, "cad6ed91214b1c7388a5f6ee56d08803"), Figshare("horse.zip", 7712851, "e7cbbf77bec584ffbf913f00e682782a"),
            Figshare("ship.zip", 7712836, "41c7bd7d6b251be82557c6cce9a7d5c9"), Figshare("truck.zip", 7712839, "89f3922fd147d9aeff89e76a2b0b70a7"),
        ],
        Expected = [new("all", 10_000, [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000])],
        Splits = [SplitRule.Hsd, SplitRule.Sltt, SplitRule.SpikingJelly, SplitRule.Tebn],
        Notes =
        [
            "It has no official test part; accuracies under rule 'tebn' are higher than under the others.",
            "Coordinates are turned upright, as SpikingJelly reads them since 2021.",
            "The licence is not verified.",
        ],
    };

    /// <summary>DVS128 Gesture.</summary>
    public static DatasetDescription DvsGesture { get; } = new()
    {
        Title = "DVS128 Gesture",
        Content = "hand and arm gestures of 29 people under five lights before a DVS128",
        Citation = "Amir et al.: A Low Power, Fully Event-Based Gesture Recognition System. CVPR 2017",
        Licence = "CC BY 4.0",
        Layout = DatasetLayout.DvsGesture,
        Archives =
        [
            Manual(
                "DvsGesture.tar.gz", "8a5c71fb11e24e5ca5b11866ca6c00a1",
                "download it from https://ibm.ent.box.com/s/3hiq58ww1pbbjrinh367ykfdf60xsfm8/folder/50167556794 and unpack it: tar -xzf DvsGesture.tar.gz"),
        ],
        Expected = [new("train", 1_176), new("test", 288)],
        Splits = [SplitRule.Official],
        MirrorLabels = LabelMap.DvsGestureFlip,
        ReverseLabels = new LabelMap(0, 1, 2, 4, 3, 6, 5, 7, 8, 9, 10),
        Notes =
        [
            "Clips are those of SpikingJelly and snnTorch, one for each line of the tables; the paper has 1,342 and Tonic 1,341.",
            "One clip of user22_led ends in the next gesture; it is kept as published unless labels are to be corrected.",
        ],
    };

    /// <summary>N-CARS.</summary>
    public static DatasetDescription NCars { get; } = new()
    {
        Title = "N-CARS",
        Content = "cars and street scenes from a driving car, 100 ms each",
        Citation = "Sironi, Brambilla, Bourdis, Lagorce, Benosman: HATS: Histograms of Averaged Time Surfaces for Robust Event-Based Object Classification. CVPR 2018",
        Homepage = new Uri("https://www.prophesee.ai/dataset-n-cars-download/"),
        Layout = DatasetLayout.NCars,
        Archives =
        [
            Manual(
                "Prophesee_Dataset_n_cars.zip", "553ce464d6e5e617b3c21ce27c19368e",
                "fill in the form at https://www.prophesee.ai/dataset-n-cars-download/, then unpack the archive: it holds n-cars_train.zip and n-cars_test.zip, which may stay packed"),
        ],
        Expected = [new("train", 15_422, [7_482, 7_940]), new("test", 8_607, [4_211, 4_396])],
        Splits = [SplitRule.Official],
        Notes = ["The licence is not verified; Prophesee publishes it for research."],
    };

    /// <summary>POKER-DVS.</summary>
    public static DatasetDescription PokerDvs { get; } = new()
    {
        Title = "POKER-DVS",
        Content = "suits of poker cards that are browsed before a camera",
        Citation = "Serrano-Gotarredona, Linares-Barranco: Poker-DVS and MNIST-DVS. Their History, How They Were Made, and Other Details. Frontiers in Neuroscience 9, 2015",
        Homepage = new Uri("http://www2.imse-cnm.csic.es/caviar/POKERDVS.html"),
        Layout = DatasetLayout.PokerDvs,
        Archives =
        [
            Manual("pips_train.tar.gz", "412bcfb96826e4fcb290558e8c150aae", "no working address is known (it was made for Tonic); unpack it: tar -xzf pips_train.tar.gz"),
            Manual("pips_test.tar.gz", "eef2bf7d0d3defae89a6fa98b07c17af", "no working address is known (it was made for Tonic); unpack it: tar -xzf pips_test.tar.gz"),
        ],
        Splits = [SplitRule.Official],
        Notes = ["Counts and licence are not verified.", "Reading it was not tried on the data themselves."],
    };

    /// <summary>ASL-DVS.</summary>
    public static DatasetDescription AslDvs { get; } = new()
    {
        Title = "ASL-DVS",
        Content = "24 handshapes of the American Sign Language, about 100 ms each",
        Citation = "Bi, Chadha, Abbas, Bourtsoulatze, Andreopoulos: Graph-Based Object Classification for Neuromorphic Vision Sensing. ICCV 2019",
        Homepage = new Uri("https://github.com/PIX2NVS/NVS2Graph"),
        Layout = DatasetLayout.AslDvs,
        Archives = [Manual("ICCV2019_DVS_dataset.zip", null, "follow the link at https://github.com/PIX2NVS/NVS2Graph; the host packs it anew each time, so no checksum is known")],
        Expected = [new("all", 100_800)],
        Splits = [SplitRule.Hsd],
        Notes = ["Its MATLAB files cannot be read yet; convert them to .npz first.", "The licence is not verified."],
    };

    /// <summary>DVS-Lip.</summary>
    public static DatasetDescription DvsLip { get; } = new()
    {
        Title = "DVS-Lip",
        Content = "lips of people who say one of 100 words",
        Citation = "Tan, Wang, Han, Cao, Wu, Zha: Multi-Grained Spatio-Temporal Features Perceived Network for Event-Based Lip-Reading. CVPR 2022",
        Homepage = new Uri("https://sites.google.com/view/event-based-lipreading"),
        Layout = DatasetLayout.DvsLip,
        Archives = [Manual("DVS-Lip.zip", "2dcb959255122d4cdeb6094ca282494b", "follow the link at https://sites.google.com/view/event-based-lipreading")],
        Splits = [SplitRule.Official],
        Notes = ["Counts and licence are not verified.", "Reading it was not tried on the data themselves."],
    };

    /// <summary>The Spiking Heidelberg Digits; sounds, not images.</summary>
    public static DatasetDescription Shd { get; } = new()
    {
        Title = "SHD",
        Content = "spoken digits, German and English, as spikes of 700 channels of an artificial ear",
        Citation = "Cramer, Stradmann, Schemmel, Zenke: The Heidelberg Spiking Data Sets for the Systematic Evaluation of Spiking Neural Networks. IEEE TNNLS, 2020",
        Homepage = new Uri("https://zenkelab.org/datasets/"),
        Layout = DatasetLayout.Shd,
        Archives =
        [
            new ArchiveFile { Name = "shd_train.h5.zip", Address = new Uri("https://zenkelab.org/datasets/shd_train.h5.zip"), Md5 = "f3252aeb598ac776c1b526422d90eecb" },
            new ArchiveFile { Name = "shd_test.h5.zip", Address = new Uri("https://zenkelab.org/datasets/shd_test.h5.zip"), Md5 = "1503a5064faa34311c398fb0a1ed0a6f" },
        ],
        Expected = [new("train", 8_156), new("test", 2_264)],
        Splits = [SplitRule.Official],
        Notes = ["Its files hold all recordings of a part in one HDF5 file and cannot be opened as a data set yet.", "The licence is not verified."],
    };

    /// <summary>Any recordings in class folders below folders named train and test.</summary>
    public static DatasetDescription TrainTest { get; } = new()
    {
        Title = "folders train and test",
        Content = "recordings of your own, class folders below train and test",
        Layout = DatasetLayout.TrainTest,
        Splits = [SplitRule.Official],
    };

    /// <summary>Any recordings in class folders.</summary>
    public static DatasetDescription ClassFolders { get; } = new()
    {
        Title = "class folders",
        Content = "recordings of your own, one folder for each class",
        Layout = DatasetLayout.ClassFolders,
        Splits = [SplitRule.Hsd, SplitRule.SpikingJelly],
    };

    /// <summary>All data sets in the order in which they are tried when one is to be recognised.</summary>
    public static IReadOnlyList<DatasetDescription> All { get; } =
        [NMnist, NCars, NCaltech101, Cifar10Dvs, DvsGesture, PokerDvs, AslDvs, DvsLip, Shd, TrainTest, ClassFolders];

    /// <summary>The data set of that name, or null.</summary>
    public static DatasetDescription? Find(string name) =>
        All.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The data set of that name.</summary>
    /// <exception cref="ArgumentException">No data set has that name; the message lists those there are.</exception>
    public static DatasetDescription ByName(string name) => Find(name)
        ?? throw new ArgumentException($"no data set is named '{name}'; known: {string.Join(", ", All.Select(d => d.Name))}", nameof(name));

    private static ArchiveFile Manual(string name, string? md5, string instructions) => new() { Name = name, Md5 = md5, Instructions = instructions };

    private static ArchiveFile Figshare(string name, int number, string md5) =>
        new() { Name = name, Address = new Uri($"https://ndownloader.figshare.com/files/{number}"), Md5 = md5 };

    private static ArchiveFile Mendeley(string name, string set, string file, string md5) =>
        new() { Name = name, Address = new Uri($"https://data.mendeley.com/public-files/datasets/{set}/files/{file}/file_downloaded"), Md5 = md5 };
}
