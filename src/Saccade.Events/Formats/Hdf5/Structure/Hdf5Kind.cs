namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>What a data set of HDF5 holds; numbers are those of the classes of types in the file.</summary>
internal enum Hdf5Kind
{
    /// <summary>Integers.</summary>
    Integer = 0,

    /// <summary>Floating-point numbers.</summary>
    Float = 1,

    /// <summary>Records.</summary>
    Compound = 6,

    /// <summary>Integers with names, among them the booleans of h5py.</summary>
    Enumeration = 8,

    /// <summary>Lists of any length.</summary>
    List = 9,

    /// <summary>Anything else.</summary>
    Other = -1,
}
