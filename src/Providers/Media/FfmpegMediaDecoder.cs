using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Media;

/// <summary>Decodes with the ffmpeg and ffprobe programs (Debian package <c>ffmpeg</c>) as child processes, one pair for each file.</summary>
/// <param name="options">Limits and places.</param>
internal sealed class FfmpegMediaDecoder(IOptions<MediaOptions> options) : IMediaDecoder
{
    private readonly MediaOptions _options = options.Value;
    private readonly Spool _spool = new(options.Value);

    /// <inheritdoc/>
    public async Task<IDecodedAudio> OpenAsync(Stream source, CancellationToken cancellationToken)
    {
        // Formats such as mp4 keep their table of contents at the end, so the decoder must be able to seek.
        var file = await _spool.TakeInAsync(source, cancellationToken);
        try
        {
            var probe = await MediaProbe.RunAsync(_options, file.Path, cancellationToken);
            return new FfmpegDecodedAudio(_options, file, probe, await WavLength.IsCutOffAsync(file.Content, cancellationToken) || await OggEnd.IsCutOffAsync(file.Content, cancellationToken));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
