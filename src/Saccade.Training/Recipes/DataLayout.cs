namespace Saccade.Training.Recipes;

/// <summary>How a data set lies on the disk.</summary>
public enum DataLayout
{
    /// <summary>Found out from the folder or archive.</summary>
    Auto,

    /// <summary>N-MNIST: <c>Train/DIGIT/ID.bin</c> and <c>Test/DIGIT/ID.bin</c>.</summary>
    Nmnist,

    /// <summary>N-Caltech101: one folder a class, <c>.bin</c> recordings, no test part of its own.</summary>
    Ncaltech101,

    /// <summary>N-CARS: <c>n-cars_train</c> and <c>n-cars_test</c> with Prophesee <c>.dat</c> recordings.</summary>
    Ncars,

    /// <summary>CIFAR10-DVS: <c>CLASS/cifar10_CLASS_N.aedat</c>, no test part of its own.</summary>
    Cifar10Dvs,

    /// <summary>DVS128 Gesture: long recordings with tables of clips.</summary>
    DvsGesture,

    /// <summary>One folder a class, any readable format, with or without <c>train</c> and <c>test</c> above.</summary>
    ClassFolders,

    /// <summary>Still images of which recordings are simulated: the folder of MNIST's IDX files, or class folders of images.</summary>
    Simulated,

    /// <summary>Generated recordings; nothing is read from the disk.</summary>
    Synthetic,
}
