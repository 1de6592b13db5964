using System.ComponentModel;
using System.Diagnostics;

namespace MeetingIntel.Providers.Media;

/// <summary>
/// How ffmpeg is started on files that strangers sent. Formats that name other files or addresses (playlists, concat scripts, manifests, image sequences) are not on the
/// list of formats, so nothing but the file itself is ever opened; picture and subtitle decoders are not on the list of codecs; the child sees no environment of ours.
/// </summary>
internal static class FfmpegSandbox
{
    private const string Formats = "wav,w64,aiff,au,caf,mp3,aac,ac3,eac3,flac,ogg,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,asf,avi,flv,amr,gsm,mpeg,mpegts,tta,wv,voc,sox";

    private const string Codecs =
        "pcm_s8,pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw,adpcm_ms,adpcm_ima_wav,"
        + "adpcm_ima_qt,adpcm_yamaha,g722,g726,gsm,gsm_ms,mp1float,mp2float,mp3float,mp1,mp2,mp3,aac,aac_latm,ac3,eac3,alac,flac,vorbis,opus,libopus,speex,libspeex,amrnb,"
        + "amrwb,wmav1,wmav2,wmapro,wmalossless,wmavoice,tta,wavpack,nellymoser";

    /// <summary>Largest single allocation of the child, bytes.</summary>
    private const string MaxAllocation = "67108864";

    /// <summary>Options for reading a file, to stand before the file.</summary>
    internal static readonly IReadOnlyList<string> InputOptions =
        ["-max_alloc", MaxAllocation, "-protocol_whitelist", "file", "-format_whitelist", Formats, "-codec_whitelist", Codecs];

    /// <summary>The file as an address that is nothing but a file.</summary>
    /// <param name="path">Absolute path.</param>
    internal static string Input(string path) => $"file:{path}";

    /// <summary>Starts a child with pipes for its output and errors, and nothing to read.</summary>
    /// <param name="program">ffmpeg or ffprobe.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="MediaException"><see cref="MediaErrors.DecoderMissing"/>.</exception>
    internal static Process Start(string program, IEnumerable<string> arguments)
    {
        var process = StartFilter(program, arguments);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Starts a child with pipes for its input, its output and its errors.</summary>
    /// <param name="program">ffmpeg.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="MediaException"><see cref="MediaErrors.DecoderMissing"/>.</exception>
    internal static Process StartFilter(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        try
        {
            return Process.Start(start) ?? throw new MediaException(MediaErrors.DecoderMissing, $"{program} could not be started.");
        }
        catch (Win32Exception exception)
        {
            throw new MediaException(MediaErrors.DecoderMissing, $"No media decoder is installed on the server ({program}, Debian package ffmpeg).", exception);
        }
    }
}
