using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>Settings of the local speech recogniser, section <c>Stt:PocketSphinx</c>.</summary>
public sealed class PocketSphinxOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Stt:PocketSphinx";

    /// <summary>Name of its folder in the data directory.</summary>
    public const string Folder = "pocketsphinx";

    /// <summary>Folder with <c>en-us/</c> (acoustic model), <c>en-us.lm.bin</c> (language model) and <c>cmudict-en-us.dict</c> (dictionary).</summary>
    [Required]
    public string ModelPath { get; set; } = "/usr/share/pocketsphinx/model/en-us";

    /// <summary>Threads that decode.</summary>
    [Range(1, 1024)]
    public int Workers { get; set; } = Environment.ProcessorCount;

    /// <summary>Live channels with somebody speaking that one thread carries in real time.</summary>
    [Range(1, 100)]
    public int ChannelsPerWorker { get; set; } = 5;

    /// <summary>Decoders at the same time, each about 95 MB; <see langword="null"/>: one for each channel that can be carried in real time. A speaker beyond waits.</summary>
    [Range(1, 10_000)]
    public int? MaxDecoders { get; set; }

    /// <summary>Decoders that are kept when nobody speaks.</summary>
    [Range(0, 10_000)]
    public int WarmDecoders { get; set; } = 1;

    /// <summary>How long a decoder beyond the warm ones waits unused before its memory is freed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a speaker whose audio stopped in mid-sentence keeps the decoder while others wait for one. The sentence is decoded anew when its audio goes on.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether steady noise is taken out before decoding. Measured: next to a loud fan it takes a quarter of the errors away, in a quiet room it adds as many.</summary>
    public bool NoiseReduction { get; set; }

    /// <summary>Whether obscene words are left out of the dictionary, so that none can be heard: a recogniser with many errors hears them falsely far more often than truly.</summary>
    public bool ProfanityFilter { get; set; } = true;

    /// <summary>Folder that keeps the dictionary without them, made when missing; <see cref="Folder"/> of <c>DATA_DIRECTORY</c> unless set.</summary>
    [Required]
    public string CachePath { get; set; } = "";

    /// <summary>Live channels that this machine carries in real time.</summary>
    internal int LocalChannels => Workers * ChannelsPerWorker;

    /// <summary>Decoders at the same time.</summary>
    internal int DecoderLimit => MaxDecoders ?? LocalChannels;
}
