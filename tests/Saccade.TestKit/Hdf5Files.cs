using System.IO.Compression;

namespace Saccade.TestKit;

/// <summary>Small files of HDF5, made with h5py 3.7 (libver="latest") and packed with gzip.</summary>
public static class Hdf5Files
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

    // geometry 64x48; /events/{t,x,y,p}: (5, 3, 2, 1), (9, 63, 47, 0); old structure, chunks with LZF, deflate, shuffle, Fletcher32.
    public const string Sensor = "H4sIAAAAAAACA+2av2/TQBTH39lJZAwUV+qQdqoyIVgqGqEsUBBN8VDRCBDqFBXaSzIEqFqDDBJ7WJkYEGLshPgDmFHZkFgqMTKw8h+UO9+dfzVJgyCIwPcjRc/3/Hxnnd9ZL1/fc3955bQ755LEcahAHqU51Pgr2bY5v6Et07an7Z5l/HZ0rqz9nu5/3lbtjvbfvlmvy+jDHGYcv6SsQ+B/xK9fbUi7HueRYt/KxvHH/EGwm+Sj/4vjTuuR8nl9SvfM6ATNiKxs84f3ebDzxFw3y1h0pRevDSezToqpZGbRj2XWiRn3nV4nn4qjrRNvVtkyUgbrRHBW2+/FbFygbaitSdzt3Pt8YcRxb91YW5YZbN7PPTvbTz6Pwd/B9Wtrqyz1Qs28nwQXq2G1loo/OIM5AwAAAAAAAAAAJg1GJfWfn5m2Ug4ZUw4jrxprkxeFerHP03qBE/ktJffTSaopXdMy1zuRwrnbedRqdXncH9P+Ld7q3g04FbTf0fdhW9b6nAlNbkPQGMt8KB2rQPPmPi4Nj4+/RxwjuBq9undueJzpZn9xsvNK6tRMPK68Tu0OiO9VlHUpedhpXlTyeZvNSwAAAABMHmFzk5P8rF4Km1+3xNEMuTYtSf890SqR/fHL9rew+blNctPJwp3V9p44JyMLZImjjagYYJhJAAAAYHIYnw51ZSQdip450V7V7tNW1JQ6VJEl46X0qJfnEwkiJT/4v3U+BuknFvXXPF5Vkvmx6Kh+8hr6CQAAAID6aeT6qaHqJ3t4/TToO56t+xWxwWaH7yxeOFJPHVT71lO1sdRPUwPi3+j6aCpXHxneon4CAAAAUD/9+X1Q5ct966Tx7IP62f0774/Zv/MB9RMAAADwz/EDkCD7xUhGAAA=";

    // The same with the second event outside of the sensor, new structure.
    public const string Outside = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DgIQHhG0DFJax63/l7uAQxKfhLcmQj4woBAQaGMEaIMmOoci4mBqCIqBADC8JIGOCxYmBgZuBkEAFJpqfm56aWFFUySDIyMgANAmOIYRwMTECSFcIEA7A4G8ypUx8l5+BwEpMQsl9gAOIoNh6QQYwlnVAnQ/kV95lQ+JWmLCj8gm5WWFAw4AQ7z+zr9Hf28MZuP5sgyCS21LLUvJLiw1At7jGVzGBfAO1gFGFgYGJkZIS6hAFGM/MwMArA+QIMrECPMDNzizEwMjGB/MQIlmEEQ5CrOYAWsTCBjGJi5poKM2U+w2AHJTP1o90cPVwYGPm4YK7eCGWIhDb+cXN0cWJghHsIGhFcEBKF1xyi/ZjMUFVBDVWGWhYgi5khpyoNHLasjBAdKGH8mhlq5sRBGKqtjKtPoYcqOzRxV3y/3QsJVZgXRCRgoQRSK4bC43hbnkVmqMoAQ5UZW1qFWIsSmo6wnDZzEKfVnq2fl6CHaizU4V9mbl0PCVWYVySg4cgHJtVQeJvXd6XStASYzjZkSoCvpwPnoYfqZqjzHxyXt4eEKsxDJih53g6F17fy8DuGUYAPuDv7+zAyQOtceLULrXKBwMykwsQCSf0N/tEwGwWjYBSMglEwCkbBKBgFo2AUjIJRMAqGGqiIS04FUjwMbBVxj1OALBEGLmYGe5B4EgNooJ355O2C5xVxxglAXhKDYeAaPw2gHEglCwMTkAUSZ2JgBAAam4u8SBgAAA==";

    public static byte[] Unpacked(string text)
    {
        using GZipStream packed = new(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }
}
