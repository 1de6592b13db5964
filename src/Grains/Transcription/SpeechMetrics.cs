using System.Diagnostics.Metrics;
using MeetingIntel.Providers.Stt;

namespace MeetingIntel.Grains.Transcription;

/// <summary>What operators see of live speech-to-text. Meter <see cref="MeterName"/>. No tag names a session, a channel or a person.</summary>
internal static class SpeechMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MeetingIntel.Transcription";

    private static readonly Meter Meter = new(MeterName);

    // The default boundaries are meant for milliseconds.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 20, 30, 60] };

    private static readonly Histogram<double> DelayHistogram = Meter.CreateHistogram(
        "meetingintel.transcription.delay", "s", "From receiving the last audio of an utterance to its text being on record.", tags: null, Seconds);

    private static readonly Histogram<double> LagHistogram = Meter.CreateHistogram(
        "meetingintel.transcription.lag", "s", "How long the oldest audio that the provider has not heard has been waiting; four times a second for each live channel.", tags: null, Seconds);

    private static readonly Histogram<double> AckLagHistogram = Meter.CreateHistogram(
        "meetingintel.transcription.ack.lag", "s", "How long the oldest audio without a committed outcome has been waiting; four times a second for each live channel.", tags: null, Seconds);

    private static readonly Counter<long> SegmentCounter = Meter.CreateCounter<long>("meetingintel.transcription.segments", "{segment}", "Texts that were put on record.");

    private static readonly Counter<long> GapCounter = Meter.CreateCounter<long>("meetingintel.transcription.gaps", "{gap}", "Stretches of audio that could not be heard, put on record as such.");

    private static readonly Counter<long> FailureCounter = Meter.CreateCounter<long>("meetingintel.transcription.provider.failures", "{failure}", "Provider streams that failed.");

    private static readonly Counter<long> ResendCounter = Meter.CreateCounter<long>("meetingintel.transcription.resends", "{connection}", "Connections whose client was asked to send again.");

    private static readonly Counter<long> RetryCounter = Meter.CreateCounter<long>("meetingintel.transcription.commit.retries", "{retry}", "Outcomes that could not be committed and were tried again.");

    /// <summary>
    /// Reports what alarms watch before it has happened. A collector goes on showing the figures of a process that ended; were the first event of its successor
    /// the first that is told, the figure might be the same as before, and nobody would see that it happened again.
    /// </summary>
    /// <param name="provider">Name of the provider.</param>
    public static void StartAtZero(string provider)
    {
        foreach (var code in SttErrors.All)
        {
            GapCounter.Add(0, ErrorType(code));
            FailureCounter.Add(0, Provider(provider), ErrorType(code));
        }

        foreach (var reason in Enum.GetValues<ResendReason>())
        {
            ResendCounter.Add(0, ErrorType(NameOf(reason)));
        }
    }

    /// <summary>An outcome with text was committed.</summary>
    /// <param name="delay">Since the last audio of the utterance was received.</param>
    public static void Committed(TimeSpan? delay)
    {
        SegmentCounter.Add(1);
        if (delay is { } known)
        {
            DelayHistogram.Record(known.TotalSeconds);
        }
    }

    /// <summary>A gap was committed.</summary>
    /// <param name="reason">Stable code.</param>
    public static void Gap(string reason) => GapCounter.Add(1, ErrorType(reason));

    /// <summary>How far a live channel is behind.</summary>
    /// <param name="run">The channel's transcription.</param>
    public static void Sample(TranscriptionRun run)
    {
        if (LagHistogram.Enabled)
        {
            LagHistogram.Record(run.Lag.TotalSeconds);
        }

        if (AckLagHistogram.Enabled)
        {
            AckLagHistogram.Record(run.AckLag.TotalSeconds);
        }
    }

    /// <summary>A provider's stream failed.</summary>
    /// <param name="provider">Its name.</param>
    /// <param name="code">Stable code.</param>
    public static void ProviderFailed(string provider, string code) => FailureCounter.Add(1, Provider(provider), ErrorType(code));

    /// <summary>A client is asked to send again.</summary>
    /// <param name="reason">Why.</param>
    public static void Resend(ResendReason reason) => ResendCounter.Add(1, ErrorType(NameOf(reason)));

    /// <summary>An outcome will be tried again.</summary>
    /// <param name="code">What came of the last try: stable code or the name of an exception.</param>
    public static void CommitRetried(string code) => RetryCounter.Add(1, ErrorType(code));

    private static KeyValuePair<string, object?> ErrorType(string code) => new("error.type", code);

    private static KeyValuePair<string, object?> Provider(string name) => new("meetingintel.stt.provider", name);

    private static string NameOf(ResendReason reason) => reason switch
    {
        ResendReason.NotOpen => "not_open",
        ResendReason.Hole => "hole",
        ResendReason.Stream => "stream_failed",
        ResendReason.Run => "run_failed",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}

/// <summary>Why a client has to send again.</summary>
internal enum ResendReason
{
    /// <summary>Nobody has opened the channel in this activation: the one that had was lost.</summary>
    NotOpen,

    /// <summary>Audio is missing before what came.</summary>
    Hole,

    /// <summary>The audio stream failed.</summary>
    Stream,

    /// <summary>The run can't go on.</summary>
    Run,
}
