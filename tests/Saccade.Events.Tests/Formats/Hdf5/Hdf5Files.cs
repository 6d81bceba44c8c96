using System.IO.Compression;

namespace Saccade.Events.Tests.Formats.Hdf5;

/// <summary>Small files of HDF5, made with h5py 3.7 (libver="latest") and packed with gzip.</summary>
internal static class Hdf5Files
{
    // /left/{t,x,y,p}: (5, 3, 2, 1), (9, 30, 20, 0), and an image; /right/{t,x,y,p}: (6, 1, 1, True).
    public const string Two = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1BgIALhG0DFY1YtYfX3cAliUmCdyZiNjCuYhJA1wgAXEwMjAwMbPwOQYslJTSs5DDWJTQAkxFqUmZ5R0sYKFTRkIB1ctzVSJsdJPCD7GUvCGKHugfArkphQ+JV5zCj8gioWFPdn5iamp6oIQ90ClZM/s38x2ElADYzAEGRiZGSEGssAo5l5GBgFgAEOCXMHBlagq5i5OIAuZmGECjIIwPy4g2HIAr9f7I5EhQWcL4ASFgIcKEE7pMNizy13PUrCQmQYhcX5001TiA0LSBblQAkLCQ5UtUM5LBbdtmGioAiTZEMtwmDlBqwI4xFELcIkhKD2SuB20u0NUZ7o0QMtKRkYiSjCpKDRwzEMoseS46gnw/AFsMqXExatDHLAXCUCjGY2eIQzwiN9FIyCUTAKRsEoGAXDARDVzMPRI1EaRq1wK6nlfpSEhcowCou7bX93EgwLRQZGCyYIH9QNgPXS3Bx9gl0ZQoJCXYFiyAGkxoFqAMPiIREWHwpXCMPDQgUYFkyIniozeo+ViJ6rOjQYYK1rhhVDJ10syM6eDgA9ehZ6MBQAAA==";

    // /davis/left/events: rows x, y, t in seconds since 1970, p of 1 and -1, as MVSEC has them.
    public const string Table = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DgABUygIrfbk947u/hEsSkwDqTMRsZVzAJIWuEAS4mBkYGBjYBBiDFmpJYlll8nhFqlgsDVUDGkSXyYCcxMjAyqjAwMDExMjJB5VigNDqfWYSBUVDBngHiOwcGE24Gk//MDAysQNcyc3EAfcLCCJUEykLBAoZBD0yrD7iSEz38oOhhyUlNK0mCBZUrlZzU/TiAlxwnCYKcxJZalppXUnwYZpgzVZxUsm+LBsMoGAWjYBSMAgjggNVzDqIMDnxHsq85Qrgf7CG0HVTexEGNIQBZfj8AGU4+vEAIAAA=";

    // /CD/events: eight records of zeros, with filter 36559.
    public const string Filtered = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1BQxAThG0DFi8qfH/b3cAliUmCdyZiNjCuYhJA1wgAXEwMjAwMbLwOQYnJ2OQyzwJ2BWuBovpcwOU4SBDmJLbUsNa+kOIwRapgzVZzUFRJQAHaSIrqTGBgZRRgYmBgZGWFhDaOZXRgYzVgYGPiA7AoGBgEgBQl7AYZKBiZkbgEDiwAHglvCwAbiQsxxYGAF+o6Zm5uLgZGJ8XwfyI9AORkGBhYmJiZGDj5GUAighwpDBgPdgLfKMyEAVYhh63ICAAA=";

    // /t float32 7, 8; /x float32 1, 2.5; /y big-endian 1, 2; /p 1, 0.
    public const string Odd = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1AgBRUygIp7FR9Y6O/hEsSkwDqTMRsZVzAJIWuEAS4mBkYGBjYeBiDFWHIYagyUX3GeEYVfeZsJhV/wnBmqQYIBJ7hz5kcy2ElADYwiDAxMjIyMUGMYYDSzCAOjoII8AwuYp8AgzsEgXg9ksQJdx8zFAXQ5CyMD1KvwQNjAMOSA1YUHRdQIC45hEBbbPfvKCYYFDwOjACcDPCyQw0AAPQx2MAxZYPFZpo6osOAA5TuIr5HDQoIDVe1QDgsVm3eJDKNgFIwCGHjgACQcGRga7IGFIIgNKgOAZQUAPbw40hoIAAA=";

    // /events/t is a link to another file, /events/x a soft link.
    public const string Links = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DABhUygIpf4ZfY5e/hEsSkwDqTMRsZVzAJIWuEAS4mBkYGBjZBBiDFllqWmldSfBhqFhsPSJCxMowRKmDMQA4w0krIIsdJ4kDbORwYSwQYGPRTS5L1CxKLi8tTGPRLGNg4QVKMjBVMDPqVcK+TAJQbjM6AnQT0HqMIAwMTIyMjM1QOTvMwMAKtZmAC8wQYWIGuYubiALqYhZEBGupsMAN3MAxZkHvVPIxhFIyCUTAKRsGgBQAmEPfIBggAAA==";

    // /spikes/times and /spikes/units: three lists of float16 seconds and uint16, the second empty; /labels 3, 0, 19.
    public const string Digits = "H4sIAAAAAAACA+2YO0vDUBTHz7l5GIIlre1gi0Nnpw4dnFysbQWhIMVFEFuIENoGMS1UnRXcdBH8AuLoKPUB4ir4NURw8QtoYu5t0ygWiyDB84PLSc59nftPzhnuYblQjOkZXdI0ELxx7Gn/Pcf9J8X9tUq5sMKyT6fYCLYumwpOFOgMEEBNgGtUZ8tqmM49X4s7m7W62XRsiTvjnlMxu+3t2oHCR2bgG2aPrbtxQvI3alst01nFoc07ttV26gyGj/4DWusvzx8hISCmABgi8vNB384Apl3rbgmJrAH+dnHQFdAN90lxo5SY5p5ARtBCoZxDZND3eg8jtUgNtPCa0CKoQS70J8IFRI6Ds2pipBaTgJ800H0NNrgGqljwEiLLUvU1G9ZCpJywkgaYdHNTFvnAddjkOvTr1TVEmnTvtjROCTO8ciU3zB1nV+ZLLf5SSDf5xxQQ/wGv8uR4KuEX/Rjo98aWFirLCLxUB+aogyl5mBtksfBPwBULVjrRD/O+kUP+WCiOI4O+FUEQBEEQBEEQBEH8xX0BG3FfIPPxSbA7zaZp2c47Xmf3EW4YAAA=";

    public static byte[] Unpacked(string text)
    {
        using GZipStream packed = new(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }
}
