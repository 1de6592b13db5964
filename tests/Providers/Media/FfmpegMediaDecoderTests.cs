using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Tests.Audio;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Tests.Media;

public sealed class FfmpegMediaDecoderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("meeting-intel-media-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("wav", 1, 16_000, "pcm_s16le")]
    [InlineData("wav", 1, 8_000, "pcm_u8")]
    [InlineData("wav", 2, 48_000, "pcm_s24le")]
    [InlineData("wav", 2, 44_100, "pcm_f32le")]
    [InlineData("wav", 1, 8_000, "pcm_mulaw")]
    [InlineData("mp3", 2, 44_100, "libmp3lame")]
    [InlineData("ogg", 1, 48_000, "libopus")]
    [InlineData("ogg", 2, 44_100, "libvorbis")]
    [InlineData("webm", 1, 48_000, "libopus")]
    [InlineData("flac", 2, 44_100, "flac")]
    [InlineData("mp4", 2, 44_100, "aac")]
    [InlineData("m4a", 1, 16_000, "aac")]
    public async Task OpenAsync_UsualFormats_AreDecodedWithTheirChannels(string extension, int channels, int rate, string codec)
    {
        var file = await MediaFiles.ToneAsync(extension, channels, rate, "-c:a", codec);
        await using var audio = await OpenAsync(file);
        Assert.Equal((channels, 16_000, file.Length), (audio.Channels, audio.SampleRate, (int)audio.FileBytes));
        Assert.Equal(1, audio.Duration!.Value.TotalSeconds, 0.1);
        var samples = await MediaFiles.ReadAllAsync(audio);
        Assert.InRange(samples.Length / channels, 15_500, 17_500);
        Assert.InRange(MediaFiles.Amplitude(samples, channels, 0, MediaFiles.Hertz), 0.4, 0.6);
        Assert.InRange(MediaFiles.Amplitude(samples, channels, channels - 1, MediaFiles.Hertz * channels), 0.4, 0.6);
        Assert.InRange(MediaFiles.Amplitude(samples, channels, 0, MediaFiles.Hertz * 2), 0, 0.05);
        Assert.Null(audio.Defect);
        Assert.Equal(0, await audio.ReadAsync(new byte[4], Cancellation));
    }

    [Fact]
    public async Task OpenAsync_SixChannels_AreMixedDownToOne()
    {
        var file = await MediaFiles.ToneAsync("wav", 1, 16_000, "-ac", "6");
        await using var audio = await OpenAsync(file);
        Assert.Equal(1, audio.Channels);
        Assert.InRange((await MediaFiles.ReadAllAsync(audio)).Length, 15_900, 16_100);
    }

    [Fact]
    public async Task ReadAsync_TruncatedWav_GivesWhatIsThere()
    {
        var file = await MediaFiles.ToneAsync("wav", 1, 16_000);
        await using var audio = await OpenAsync(file[..(file.Length / 2)]);
        Assert.InRange((await MediaFiles.ReadAllAsync(audio)).Length, 7_500, 8_100);
        Assert.Equal(MediaErrors.Truncated, audio.Defect?.Code);
        Assert.NotEmpty(audio.Defect!.Message);
    }

    [Theory]
    [InlineData("flac", "flac", "")]
    [InlineData("webm", "libopus", "")]
    [InlineData("mp4", "aac", "+faststart")]
    public async Task ReadAsync_OtherFormatsCutInTheMiddle_SayThatTheyAreIncomplete(string extension, string codec, string flags)
    {
        var file = await MediaFiles.ToneAsync(extension, 1, 48_000, [.. (string[])["-c:a", codec], .. flags.Length > 0 ? (string[])["-movflags", flags] : []]);
        await using var audio = await OpenAsync(file[..(file.Length / 2)]);
        Assert.NotEmpty(await MediaFiles.ReadAllAsync(audio));
        Assert.Equal(MediaErrors.Damaged, audio.Defect?.Code);
    }

    /// <summary>The decoder says nothing of these: the file itself tells how long it should be, or where its end is.</summary>
    [Theory]
    [InlineData("mp3", "libmp3lame")]
    [InlineData("ogg", "libvorbis")]
    [InlineData("ogg", "libopus")]
    [InlineData("opus", "libopus")]
    public async Task ReadAsync_FormatsThatBreakOffQuietly_AreTruncated(string extension, string codec)
    {
        var file = await MediaFiles.ToneAsync(extension, 1, 48_000, "-c:a", codec, "-af", "aloop=loop=9:size=48000");
        await using var whole = await OpenAsync(file);
        await MediaFiles.ReadAllAsync(whole);
        await using var cut = await OpenAsync(file[..(file.Length / 2)]);
        Assert.InRange((await MediaFiles.ReadAllAsync(cut)).Length, 40_000, 120_000);

        Assert.Null(whole.Defect);
        Assert.Equal(MediaErrors.Truncated, cut.Defect?.Code);
    }

    /// <summary>Without a table of its frames nobody knows how long an MP3 should be: what the prober says is guessed from its first bit rate.</summary>
    [Fact]
    public async Task ReadAsync_Mp3WithoutATable_PromisesNoLength()
    {
        var file = await MediaFiles.ToneAsync("mp3", 1, 44_100, "-c:a", "libmp3lame", "-q:a", "5", "-write_xing", "0", "-af", "aloop=loop=9:size=44100,apad=pad_dur=30");
        await using var audio = await OpenAsync(file);
        await MediaFiles.ReadAllAsync(audio);

        Assert.Null(audio.Defect);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x8000_0000u)]
    [InlineData(0x7FFF_F000u)]
    public async Task ReadAsync_WavThatWasStreamed_PromisesNoLength(uint size)
    {
        var file = await MediaFiles.ToneAsync("wav", 1, 16_000, "-bitexact");
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), size);
        await using var audio = await OpenAsync(file);
        Assert.Equal(16_000, (await MediaFiles.ReadAllAsync(audio)).Length);
        Assert.Null(audio.Defect);
    }

    [Fact]
    public async Task ReadAsync_WavCutOffAtItsFirstSample_IsTruncated()
    {
        var file = await MediaFiles.ToneAsync("wav", 1, 16_000, "-bitexact");
        var refusal = await Assert.ThrowsAsync<MediaException>(async () =>
        {
            await using var audio = await OpenAsync(file[..44]);
            _ = await MediaFiles.ReadAllAsync(audio);
        });
        Assert.Equal(MediaErrors.Truncated, refusal.Code);
    }

    [Fact]
    public async Task ReadAsync_DamagedInTheMiddle_SaysThatItIsIncomplete()
    {
        var file = await MediaFiles.ToneAsync("flac", 1, 16_000);
        file.AsSpan(file.Length / 2, file.Length / 4).Fill(0xA5);
        await using var audio = await OpenAsync(file);
        Assert.NotEmpty(await MediaFiles.ReadAllAsync(audio));
        Assert.Equal(MediaErrors.Damaged, audio.Defect?.Code);
    }

    [Theory]
    [InlineData("", MediaErrors.Empty)]
    [InlineData("RIFF", MediaErrors.Truncated)]
    [InlineData("RIFF\u0010\0\0\0WAVEfmt ", MediaErrors.Truncated)]
    [InlineData("This is a text about audio, and no audio at all.", MediaErrors.NotAudio)]
    [InlineData("ffconcat version 1.0\nfile /etc/passwd\n", MediaErrors.NotAudio)]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", MediaErrors.NotAudio)]
    [InlineData("<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period/></MPD>", MediaErrors.NotAudio)]
    [InlineData("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n", MediaErrors.NotAudio)]
    public async Task OpenAsync_WhatIsNoAudio_HasItsCode(string content, string code)
    {
        var refusal = await Assert.ThrowsAsync<MediaException>(() => OpenAsync(System.Text.Encoding.Latin1.GetBytes(content)));
        Assert.Equal(code, refusal.Code);
        Assert.DoesNotContain(_folder, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task OpenAsync_PlaylistThatNamesARealFile_DoesNotOpenIt()
    {
        // The target is audio that ffmpeg would gladly play: only the sandbox keeps it from that.
        var target = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.wav");
        await File.WriteAllBytesAsync(target, await MediaFiles.ToneAsync("wav", 1, 16_000), Cancellation);
        try
        {
            foreach (var playlist in new[] { $"ffconcat version 1.0\nfile '{target}'\n", $"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n" })
            {
                var refusal = await Assert.ThrowsAsync<MediaException>(() => OpenAsync(System.Text.Encoding.UTF8.GetBytes(playlist)));
                Assert.Equal(MediaErrors.NotAudio, refusal.Code);
            }
        }
        finally
        {
            File.Delete(target);
        }
    }

    [Fact]
    public async Task OpenAsync_VideoWithoutSound_IsNoAudio()
    {
        var file = await MediaFiles.ToneAsync("mp4", 1, 16_000, "-f", "lavfi", "-i", "color=black:s=16x16:d=0.2", "-map", "1:v", "-c:v", "mpeg4");
        Assert.Equal(MediaErrors.NotAudio, (await Assert.ThrowsAsync<MediaException>(() => OpenAsync(file))).Code);
    }

    [Fact]
    public async Task ReadAsync_WavWithoutASample_IsEmpty()
    {
        var file = (await MediaFiles.ToneAsync("wav", 1, 16_000, "-bitexact"))[..44];
        file.AsSpan(40).Clear();
        var refusal = await Assert.ThrowsAsync<MediaException>(async () =>
        {
            await using var audio = await OpenAsync(file);
            _ = await MediaFiles.ReadAllAsync(audio);
        });
        Assert.Equal(MediaErrors.Empty, refusal.Code);
    }

    [Fact]
    public async Task OpenAsync_TooManyBytes_AreRefusedWhileTheyCome()
    {
        var refusal = await Assert.ThrowsAsync<MediaException>(() => OpenAsync(new byte[100_001], new MediaOptions { MaxBytes = 100_000 }));
        Assert.Equal(MediaErrors.TooLarge, refusal.Code);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task ReadAsync_MoreAudioThanAllowed_Throws()
    {
        var file = await MediaFiles.ToneAsync("flac", 1, 16_000, "-af", "aloop=loop=9:size=16000");
        var refusal = await Assert.ThrowsAsync<MediaException>(async () =>
        {
            await using var audio = await OpenAsync(file, new MediaOptions { MaxDuration = TimeSpan.FromSeconds(2) });
            _ = await MediaFiles.ReadAllAsync(audio);
        });
        Assert.Equal(MediaErrors.TooLong, refusal.Code);
    }

    [Fact]
    public async Task OpenAsync_WithoutFfmpeg_SaysWhatToInstall()
    {
        var refusal = await Assert.ThrowsAsync<MediaException>(() => OpenAsync([1], new MediaOptions { Ffprobe = "no-such-ffprobe" }));
        Assert.Equal(MediaErrors.DecoderMissing, refusal.Code);
        Assert.Contains("ffmpeg", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_BeforeTheEnd_EndsTheDecoderAndDeletesTheFile()
    {
        var file = await MediaFiles.ToneAsync("flac", 2, 48_000, "-af", "aloop=loop=99:size=48000");
        var audio = await OpenAsync(file);
        Assert.NotEqual(0, await audio.ReadAsync(new byte[64], Cancellation));
        Assert.Single(OpenFiles());
        await audio.DisposeAsync();
        Assert.Empty(OpenFiles());
    }

    /// <summary>A server that is killed leaves nobody's words on the disk: what has no name is gone with whoever has it open.</summary>
    [Fact]
    public async Task OpenAsync_WhileTheFileIsRead_ItHasNoName()
    {
        await using var audio = await OpenAsync(await MediaFiles.ToneAsync("flac", 2, 48_000, "-af", "aloop=loop=99:size=48000"));
        Assert.NotEqual(0, await audio.ReadAsync(new byte[64], Cancellation));

        Assert.Single(OpenFiles());
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task OpenAsync_AsManyFilesAsMayBe_OneMoreIsRefusedUnreadUntilOneIsGone()
    {
        var decoder = Decoder(new MediaOptions { MaxFiles = 2 });
        var file = await MediaFiles.ToneAsync("wav", 1, 16_000);
        await using var one = await decoder.OpenAsync(new MemoryStream(file), Cancellation);
        var two = await decoder.OpenAsync(new MemoryStream(file), Cancellation);

        using var late = new MemoryStream(file);
        var refusal = await Assert.ThrowsAsync<MediaException>(() => decoder.OpenAsync(late, Cancellation));
        await two.DisposeAsync();
        await using var three = await decoder.OpenAsync(late, Cancellation);

        Assert.Equal(MediaErrors.Busy, refusal.Code);
        Assert.Equal(file.Length, three.FileBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("This is a text about audio, and no audio at all.")]
    public async Task OpenAsync_WhatIsNoAudio_GivesItsPlaceBack(string content)
    {
        var decoder = Decoder(new MediaOptions { MaxFiles = 1 });

        await Assert.ThrowsAsync<MediaException>(() => decoder.OpenAsync(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(content)), Cancellation));

        await using var audio = await decoder.OpenAsync(new MemoryStream(await MediaFiles.ToneAsync("wav", 1, 16_000)), Cancellation);
        Assert.NotEmpty(await MediaFiles.ReadAllAsync(audio));
    }

    [Fact]
    public async Task OpenAsync_FolderThatCantBeMade_GivesItsPlaceBack()
    {
        var options = new MediaOptions { MaxFiles = 1 };
        var decoder = Decoder(options);
        var folder = options.TempPath;
        options.TempPath = "/proc/nowhere";
        await Assert.ThrowsAnyAsync<Exception>(() => decoder.OpenAsync(new MemoryStream([1]), Cancellation));
        options.TempPath = folder;

        await using var audio = await decoder.OpenAsync(new MemoryStream(await MediaFiles.ToneAsync("wav", 1, 16_000)), Cancellation);
        Assert.NotEmpty(await MediaFiles.ReadAllAsync(audio));
    }

    /// <summary>Files of the folder that this process has open, with a name or without.</summary>
    private List<string> OpenFiles() =>
        [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget).OfType<string>().Where(target => target.StartsWith(_folder, StringComparison.Ordinal))];

    private Task<IDecodedAudio> OpenAsync(byte[] file, MediaOptions? options = null) =>
        Decoder(options ?? new MediaOptions()).OpenAsync(new MemoryStream(file), Cancellation);

    private FfmpegMediaDecoder Decoder(MediaOptions options)
    {
        options.TempPath = _folder;
        return new FfmpegMediaDecoder(Options.Create(options));
    }
}
