using System.Text;
using MeetingIntel.Api.CloudTarget;

namespace MeetingIntel.Api.Tests.CloudTarget;

/// <summary>What capture programs send, form by form.</summary>
public sealed class CloudTargetMessageTests
{
    /// <summary>Samples of G.711's own table.</summary>
    [Theory]
    [InlineData(0x00, -32124)]
    [InlineData(0x01, -31100)]
    [InlineData(0x0f, -16764)]
    [InlineData(0x7e, -8)]
    [InlineData(0x7f, 0)]
    [InlineData(0x80, 32124)]
    [InlineData(0xf0, 120)]
    [InlineData(0xfe, 8)]
    [InlineData(0xff, 0)]
    public void MuLaw_EachSample_IsWhatTheTableSays(byte sample, short pcm) => Assert.Equal(BitConverter.GetBytes(pcm), MuLaw.Decode([sample]));

    [Fact]
    public void Telephony_IsMuLawOfEightKilohertz()
    {
        var message = CloudTargetMessage.Read(Encoding.UTF8.GetBytes($$$"""{"event":"media","media":{"payload":"{{{Convert.ToBase64String([0x80, 0xff])}}}"}}"""), isText: true);

        Assert.Equal([.. BitConverter.GetBytes((short)32124), 0, 0], message.Pcm.ToArray());
        Assert.Equal((8000, 1), (message.SampleRate, message.Channels));
    }

    [Theory]
    [InlineData("""{"event":"media","media":{"payload":"////////"}}""")]
    [InlineData("""{"event":"stop","media":{"payload":"gICA"}}""")]
    [InlineData("""{"event":"media","media":{"payload":"%%%"}}""")]
    public void Message_ThatMakesNoSenseOrIsSilent_IsNothing(string json) => Assert.Equal(CloudTargetMessage.None, CloudTargetMessage.Read(Encoding.UTF8.GetBytes(json), isText: true));

    /// <summary>What is no number is no reason to guess one: 0, which nobody can hear.</summary>
    [Theory]
    [InlineData("""{"sample_rate":0,"channels":-1}""", 0, 0)]
    [InlineData("""{"sample_rate":44100.5,"channels":"2"}""", 0, 2)]
    [InlineData("""{"sample_rate":1e99}""", 0, null)]
    [InlineData("""{"sample_rate":44100,"channels":"mono"}""", 44_100, 0)]
    [InlineData("""{"sample_rate":[44100],"channels":1}""", 0, 1)]
    [InlineData("""{"sample_rate":null}""", null, null)]
    public void Format_ThatMakesNoSense_IsNone(string json, int? rate, int? channels)
    {
        var message = CloudTargetMessage.Read(Encoding.UTF8.GetBytes(json), isText: true);

        Assert.Equal((rate, channels, true), (message.SampleRate, message.Channels, message.Pcm.IsEmpty));
    }

    [Theory]
    [InlineData("""{"audio_data":"%%%","sample_rate":44100}""")]
    [InlineData("""{"audio_data":"","sample_rate":44100}""")]
    [InlineData("""{"audio_data":7,"sample_rate":44100}""")]
    public void Audio_ThatCantBeRead_IsNoConfiguration(string json) => Assert.False(CloudTargetMessage.Read(Encoding.UTF8.GetBytes(json), isText: true).IsConfiguration);

    /// <summary>The framework can't compare a name with such an escape, and says so wherever it meets one on its way.</summary>
    [Theory]
    [InlineData("""{"sample_rate":16000,"\ud800 is no character":1}""")]
    [InlineData("""{"\ud800 is no character":1,"audio_data":"AQI="}""")]
    [InlineData("""{"event":"media","\ud800 is no character":{}}""")]
    public void Key_ThatCantBeRead_IsNoTrouble(string json) => Assert.Null(Record.Exception(() => CloudTargetMessage.Read(Encoding.UTF8.GetBytes(json), isText: true)));

    [Fact]
    public void Json_InBytesWithAMark_IsJson() =>
        Assert.Equal([1, 2], CloudTargetMessage.Read((byte[])[0xef, 0xbb, 0xbf, .. """{"audio_data":"AQI="}"""u8], isText: false).Pcm.ToArray());

    /// <summary>As sound libraries and settings files have their numbers.</summary>
    [Theory]
    [InlineData("""{"sample_rate":44100.0,"channels":2}""", 44_100, 2)]
    [InlineData("""{"sample_rate":"44100","channels":"1"}""", 44_100, 1)]
    [InlineData("""{"sample_rate":48000,"channels":null}""", 48_000, null)]
    public void Format_HoweverItsNumbersAreWritten_IsTaken(string json, int rate, int? channels)
    {
        var message = CloudTargetMessage.Read(Encoding.UTF8.GetBytes(json), isText: true);

        Assert.Equal((rate, channels, true), (message.SampleRate, message.Channels, message.IsConfiguration));
    }

    /// <summary>A sample may be any two bytes: a brace, a blank, a whole text that is no JSON.</summary>
    [Theory]
    [InlineData("{\u0001\u0002\u0003")]
    [InlineData(" {\u0001\u0002")]
    [InlineData("{\"audio_data\":")]
    [InlineData("{}x")]
    [InlineData("  \t\n")]
    [InlineData("[1]")]
    public void Sound_ThatLooksLikeText_IsSound(string bytes)
    {
        var message = CloudTargetMessage.Read(Encoding.ASCII.GetBytes(bytes), isText: false);

        Assert.Equal((bytes, CloudTargetForm.Raw), (Encoding.ASCII.GetString(message.Pcm.Span), message.Form));
    }

    [Fact]
    public void Audio_BesideOtherKeys_IsTaken()
    {
        var message = CloudTargetMessage.Read("""{"event":"audio","audio_data":"AQI=","level":0.5}"""u8.ToArray(), isText: true);

        Assert.Equal([1, 2], message.Pcm.ToArray());
    }

    [Fact]
    public void Wav_WithoutSound_IsNoConfiguration()
    {
        byte[] wav = [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, .. BitConverter.GetBytes(16_000), 0, 0, 0, 0, 2, 0, 16, 0, .. "data"u8, 0, 0, 0, 0];

        Assert.False(CloudTargetMessage.Read(wav, isText: false).IsConfiguration);
    }

    [Fact]
    public void Wav_ThatIsCutOff_IsWhatIsThere()
    {
        byte[] wav = [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 2, 0, .. BitConverter.GetBytes(48_000), 0, 0, 0, 0, 4, 0, 16, 0, .. "data"u8, 0xff, 0xff, 0xff, 0xff, 1, 2];

        var message = CloudTargetMessage.Read(wav, isText: false);

        Assert.Equal([1, 2], message.Pcm.ToArray());
        Assert.Equal((48_000, 2), (message.SampleRate, message.Channels));
    }
}
