using System.Runtime.InteropServices;

namespace Saccade.Events.Native;

/// <summary>The functions of libhdf5 that are used, by their names without the prefix; see the reference manual of HDF5.</summary>
internal sealed class Hdf5Functions
{
    /// <summary>Everything by default: property lists, whole spaces.</summary>
    public const long Default = 0;

    private static readonly Lazy<Hdf5Functions> _loaded = new(() => new Hdf5Functions(NativeLibraries.Hdf5));

    /// <summary>HDF5 is not safe for threads: every call is made while this is held.</summary>
    public static readonly Lock Gate = new();

    private long _images;

    public readonly SetErrorPrinting EsetAuto;
    public readonly TypeOfId Iget_type;
    public readonly NewId Pcreate;
    public readonly SetCore PsetFaplCore;
    public readonly SetImage PsetFileImage;
    public readonly OpenFile Fopen;
    public readonly OpenObject Oopen;
    public readonly GroupInfo GgetInfo;
    public readonly LinkName LgetName;
    public readonly LinkInfo LgetInfo;
    public readonly NewId DgetSpace;
    public readonly NewId DgetType;
    public readonly NewId DgetCreatePlist;
    public readonly ReadData Dread;
    public readonly TypeOfId SgetRank;
    public readonly SpaceExtents SgetExtents;
    public readonly SelectSlab SselectSlab;
    public readonly CreateSpace ScreateSimple;
    public readonly TypeOfId TgetClass;
    public readonly TypeOfId TgetMembers;
    public readonly MemberName TgetMemberName;
    public readonly MemberType TgetMemberType;
    public readonly CreateType Tcreate;
    public readonly InsertMember Tinsert;
    public readonly TypeOfId PgetFilters;
    public readonly FilterInfo PgetFilter;
    public readonly FilterAvailable Zavailable;
    public readonly TypeOfId PgetLayout;
    public readonly TypeOfId PgetExternals;
    public readonly NewId TlistOf;
    public readonly ReclaimLists Treclaim;
    public readonly FreeMemory Free;
    public readonly Close Fclose;
    public readonly Close Oclose;
    public readonly Close Pclose;
    public readonly Close Sclose;
    public readonly Close Tclose;

    /// <summary>The native 64-bit integer.</summary>
    public readonly long Int64;

    /// <summary>The native double.</summary>
    public readonly long Double;

    /// <summary>The class of property lists for opening files.</summary>
    public readonly long FileAccess;

    private Hdf5Functions(OptionalLibrary library)
    {
        lock (Gate)
        {
            Initialise(library);
            EsetAuto = library.Function<SetErrorPrinting>("H5Eset_auto2");
            Iget_type = library.Function<TypeOfId>("H5Iget_type");
            Pcreate = library.Function<NewId>("H5Pcreate");
            PsetFaplCore = library.Function<SetCore>("H5Pset_fapl_core");
            PsetFileImage = library.Function<SetImage>("H5Pset_file_image");
            Fopen = library.Function<OpenFile>("H5Fopen");
            Oopen = library.Function<OpenObject>("H5Oopen");
            GgetInfo = library.Function<GroupInfo>("H5Gget_info");
            LgetName = library.Function<LinkName>("H5Lget_name_by_idx");
            LgetInfo = library.Function<LinkInfo>("H5Lget_info2", "H5Lget_info");
            DgetSpace = library.Function<NewId>("H5Dget_space");
            DgetType = library.Function<NewId>("H5Dget_type");
            DgetCreatePlist = library.Function<NewId>("H5Dget_create_plist");
            Dread = library.Function<ReadData>("H5Dread");
            SgetRank = library.Function<TypeOfId>("H5Sget_simple_extent_ndims");
            SgetExtents = library.Function<SpaceExtents>("H5Sget_simple_extent_dims");
            SselectSlab = library.Function<SelectSlab>("H5Sselect_hyperslab");
            ScreateSimple = library.Function<CreateSpace>("H5Screate_simple");
            TgetClass = library.Function<TypeOfId>("H5Tget_class");
            TgetMembers = library.Function<TypeOfId>("H5Tget_nmembers");
            TgetMemberName = library.Function<MemberName>("H5Tget_member_name");
            TgetMemberType = library.Function<MemberType>("H5Tget_member_type");
            Tcreate = library.Function<CreateType>("H5Tcreate");
            Tinsert = library.Function<InsertMember>("H5Tinsert");
            PgetFilters = library.Function<TypeOfId>("H5Pget_nfilters");
            PgetFilter = library.Function<FilterInfo>("H5Pget_filter2");
            Zavailable = library.Function<FilterAvailable>("H5Zfilter_avail");
            PgetLayout = library.Function<TypeOfId>("H5Pget_layout");
            PgetExternals = library.Function<TypeOfId>("H5Pget_external_count");
            TlistOf = library.Function<NewId>("H5Tvlen_create");
            Treclaim = library.Function<ReclaimLists>("H5Treclaim", "H5Dvlen_reclaim");
            Free = library.Function<FreeMemory>("H5free_memory");
            Fclose = library.Function<Close>("H5Fclose");
            Oclose = library.Function<Close>("H5Oclose");
            Pclose = library.Function<Close>("H5Pclose");
            Sclose = library.Function<Close>("H5Sclose");
            Tclose = library.Function<Close>("H5Tclose");
            Int64 = library.Variable("H5T_NATIVE_INT64_g");
            Double = library.Variable("H5T_NATIVE_DOUBLE_g");
            FileAccess = library.Variable("H5P_CLS_FILE_ACCESS_ID_g");
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int SetErrorPrinting(long stack, nint function, nint data);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int TypeOfId(long id);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Close(long id);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate long NewId(long of);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int SetCore(long list, nuint increment, byte onDisk);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int SetImage(long list, ref byte image, nuint length);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate long OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint flags, long list);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate long OpenObject(long at, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, long list);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int GroupInfo(long group, ref byte info);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate nint LinkName(
        long at, [MarshalAs(UnmanagedType.LPUTF8Str)] string group, int index, int order, ulong position, ref byte name, nuint room, long list);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int LinkInfo(long at, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, ref byte info, long list);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int ReadData(long set, long type, long memory, long selection, long list, ref byte into);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int SpaceExtents(long space, ref ulong extents, nint limits);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int SelectSlab(long space, int operation, ref ulong start, nint stride, ref ulong count, nint block);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate long CreateSpace(int rank, ref ulong extents, nint limits);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate nint MemberName(long type, uint member);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate long MemberType(long type, uint member);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate long CreateType(int kind, nuint size);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int InsertMember(long type, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, nuint offset, long member);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int FilterInfo(
        long list, uint position, out uint flags, ref nuint values, nint valuesInto, nuint nameRoom, ref byte name, out uint configuration);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int FilterAvailable(int filter);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int ReclaimLists(long type, long space, long list, ref byte lists);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int FreeMemory(nint memory);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Open();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Version(out uint major, out uint minor, out uint release);

    /// <summary>The functions.</summary>
    /// <exception cref="DllNotFoundException">libhdf5 is not installed, or too old; the message names its package.</exception>
    public static Hdf5Functions Loaded => _loaded.Value;

    /// <summary>A name that no other image has: the library takes files in memory of one name for one file. Called under <see cref="Gate"/>.</summary>
    public string NewImageName() => $"image {++_images} in memory";

    private static void Initialise(OptionalLibrary library)
    {
        // Before 1.10 the handles had 32 bits.
        library.Function<Version>("H5get_libversion")(out uint major, out uint minor, out _);
        if (major < 1 || (major == 1 && minor < 10))
            throw new DllNotFoundException($"{library.File} is HDF5 {major}.{minor}; 1.10 or later is needed; {library.Remedy}");
        if (library.Function<Open>("H5open")() < 0)
            throw new DllNotFoundException($"{library.File} cannot be started");
    }
}
