using System.Net;
using System.Text;
using Saccade.Files;
using Saccade.Server;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Server;

/// <summary>Requests that get no decision: the status and the sentence of each.</summary>
public sealed class ServedRefusalTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private const string Json = "application/json";

    public static TheoryData<string, string?, string, int, string> Bodies => new()
    {
        { "decisions?name=cut.bin", null, "1234567", 422, "cut.bin: at byte 5" },
        { "decisions?name=none.dat", null, "% Data file containing CD events.\n", 422, "none.dat" },
        { "decisions", null, "garbage that is no recording", 422, "recording" },
        { "decisions", null, "", 422, "recording" },
        { "decisions?name=", null, "garbage", 422, "recording" },
        { "decisions?name=a.csv", null, "t,x,y,p\n1,900,2,1\n2,900,2,1\n", 422, "2 of 2 events outside the 16x16 sensor" },
        { "decisions", "multipart/form-data; boundary=x", "--x\r\n\r\nabc\r\n--x--", 415, "--data-binary" },
        { "decisions/frames", null, "no array", 415, "expected JSON" },
        { "decisions/frames", "text/plain", "[]", 415, "expected JSON" },
        { "decisions/frames", Json, "", 400, "no JSON" },
        { "decisions/frames", Json, "[[[", 400, "no JSON" },
        { "decisions/frames", Json, "[[[[[1]]]]]", 400, "no JSON of 4 nested lists" },
        { "decisions/frames", Json, "[] []", 400, "no JSON" },
        { "decisions/frames", Json, "[]", 422, "0 values" },
        { "decisions/frames", Json, "7", 422, "Number where a list of time steps belongs at byte 0" },
        { "decisions/frames", Json, "[[[1]]]", 422, "Number where a list of channels belongs at byte 3, expected frames [T, H 16, W 16, C 2]" },
        { "decisions/frames", Json, "[[[[1,2,3]]]]", 422, "3 channels" },
        { "decisions/frames", Json, "[[[[1,2]]]]", 422, "1 columns" },
        { "decisions/frames", Json, "[[[[1,\"2\"]]]]", 422, "String where a number belongs" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_ThatIsNone_IsRefused(string path, string? type, string body, int status, string sentence)
    {
        await using var served = await Served.StartAsync(tiny.Model);

        using var answer = await served.PostAsync(path, Encoding.UTF8.GetBytes(body), type);

        var refusal = await Served.RefusalOf(answer);
        Assert.Equal((HttpStatusCode)status, refusal.Status);
        Assert.Contains(sentence, refusal.Sentence);
        Assert.Equal((0, 1, 0), (served.Server.Counts.Decisions, served.Server.Counts.Refused, served.Server.Counts.Open));
    }

    [Theory]
    [InlineData("'<f4'", float.NaN, 0, 422, "NaN at index 3")]
    [InlineData("'<f4'", float.PositiveInfinity, 0, 422, "Infinity at index 3")]
    [InlineData("'<f4'", 1, -4, 400, "bytes of an array (1, 16, 16, 2), expected 2048")]
    [InlineData("'<f4'", 1, 4, 400, "expected the end of the array")]
    [InlineData("'<f8'", 1, 0, 400, "expected 4096")]
    [InlineData("'<U1'", 1, 0, 400, "numbers or records of numbers")]
    public async Task Npy_OutOfRangeOrDamaged_IsRefused(string type, float value, int more, int status, string sentence)
    {
        await using var served = await Served.StartAsync(tiny.Model);
        float[] frame = new float[16 * 16 * 2];
        frame[3] = value;
        byte[] data = [.. frame.SelectMany(BitConverter.GetBytes)];
        Array.Resize(ref data, data.Length + more);

        using var answer = await served.PostAsync("decisions/frames", [.. NpyHead.Of(type, 1, 16, 16, 2), .. data]);

        var refusal = await Served.RefusalOf(answer);
        Assert.Equal((HttpStatusCode)status, refusal.Status);
        Assert.Contains(sentence, refusal.Sentence);
    }

    [Fact]
    public async Task Npy_OfAnotherShape_IsRefused()
    {
        await using var served = await Served.StartAsync(tiny.Model);

        using var answer = await served.PostAsync("decisions/frames", [.. NpyHead.Of("'|u1'", 1, 2, 16, 16), .. new byte[512]]);

        Assert.Contains("got an array (1, 2, 16, 16), expected frames [T, H 16, W 16, C 2] in C's order", (await Served.RefusalOf(answer)).Sentence);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_LargerThanAllowed_IsRefused(bool saysItsLength)
    {
        await using var served = await Served.StartAsync(tiny.Model, Served.Options with { MostBytes = 1000 });
        using HttpRequestMessage request = new(HttpMethod.Post, "decisions?name=a.bin") { Content = new ByteArrayContent(new byte[1005]) };
        request.Headers.TransferEncodingChunked = !saysItsLength;

        using var answer = await served.Client.SendAsync(request);
        using var small = await served.PostAsync("decisions?name=0.bin", File.ReadAllBytes(tiny.Files[0])[..1000]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Served.RefusalOf(answer)).Status);
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
    }

    [Fact]
    public async Task CompressedBody_WrongPlaceAndWrongMethod_AreRefused()
    {
        await using var served = await Served.StartAsync(tiny.Model);
        using ByteArrayContent compressed = new(new byte[10]);
        compressed.Headers.ContentEncoding.Add("gzip");

        using var encoded = await served.Client.PostAsync("decisions", compressed);
        using var nothing = await served.Client.GetAsync("recordings/../../etc/passwd");
        using var wrong = await served.Client.GetAsync("decisions");

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "got a body with Content-Encoding gzip, expected one without"), await Served.RefusalOf(encoded));
        Assert.Equal((HttpStatusCode.NotFound, "there is nothing at /etc/passwd; /docs lists what there is"), await Served.RefusalOf(nothing));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "/decisions does not take GET; it takes POST"), await Served.RefusalOf(wrong));
    }

    [Fact]
    public void Options_OutOfRange_AreAllTold()
    {
        ServerOptions options = new() { Listen = null!, MostBytes = 0, AtOnce = 0, Waiting = -1, Streams = 0, Connections = 0, LeastBytesPerSecond = 0, TimeLimit = TimeSpan.Zero, Patience = TimeSpan.FromSeconds(1), Drain = TimeSpan.FromSeconds(-1), Grace = TimeSpan.MaxValue };

        Assert.Equal(11, options.Problems().Count());
        Assert.All(options.Problems(), problem => Assert.Contains("expected", problem));
        Assert.Empty(new ServerOptions().Problems());
    }

    [Fact]
    public async Task Address_ThatIsTaken_IsTold()
    {
        await using var first = await Served.StartAsync(tiny.Model);
        var taken = Served.Options with { Listen = new IPEndPoint(IPAddress.Loopback, first.Server.Address.Port) };

        Assert.Contains("in use", (await Assert.ThrowsAsync<IOException>(() => Served.StartAsync(tiny.Model, taken))).Message);
    }
}
