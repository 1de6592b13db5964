using System.Globalization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>
/// One connection of a capture program: a session of its own, which begins with the first that it says and ends with the connection. Its audio goes the way of the
/// hub's: without offsets and acknowledgements, kept until its outcome is on record.
/// </summary>
internal sealed partial class CloudTargetCall : IAsyncDisposable
{
    private const string Channel = "call";

    private static readonly TimeSpan LastAudio = TimeSpan.FromSeconds(30);

    private readonly Caller _caller;
    private readonly IGrainFactory _grains;
    private readonly HubAudio _audio;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _gone = new();
    private readonly bool _record;
    private readonly HubConnection _connection;
    private AudioFormat _format = AudioFormat.Create(Channel, speaker: null, encoding: null, sampleRate: null, channels: null).Value!;
    private byte[] _rest = [];
    private bool _hasIgnored;

    /// <summary>Begins.</summary>
    /// <param name="caller">Whose call.</param>
    /// <param name="grains">The way to grains.</param>
    /// <param name="audio">Takes audio.</param>
    /// <param name="record">Whether the audio is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where failures go.</param>
    /// <param name="stopping">The server is stopping.</param>
    public CloudTargetCall(Caller caller, IGrainFactory grains, HubAudio audio, bool record, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        (_caller, _grains, _audio, _record, _logger) = (caller, grains, audio, record, logger);
        _connection = new HubConnection(Ids.NewConnection(), () => caller, new NobodyListens(), logger, time, _gone.Token, stopping);
    }

    /// <summary>The call's session; <see langword="null"/>: there is none yet.</summary>
    public string? SessionId { get; private set; }

    /// <summary>Notes in which format audio comes from now on.</summary>
    /// <param name="sampleRate">Samples a second; <see langword="null"/>: as before.</param>
    /// <param name="channels">1, or 2 for both sides of the call, which are kept apart; <see langword="null"/>: as before.</param>
    /// <returns><see langword="null"/>; or that nothing could be heard in it.</returns>
    public GrainError? Configure(int? sampleRate, int? channels)
    {
        var format = AudioFormat.Create(Channel, speaker: null, encoding: null, Text(sampleRate ?? _format.SampleRate), Text(channels ?? _format.Channels));
        if (!format.Succeeded)
        {
            return format.Error;
        }

        _rest = format.Value == _format ? _rest : [];
        _format = format.Value;
        return null;
    }

    /// <summary>Sees that there is a session.</summary>
    /// <returns><see langword="null"/>, or why there is none.</returns>
    public async Task<GrainError?> BeginAsync()
    {
        if (SessionId is not null)
        {
            return null;
        }

        var created = await SessionChanges.CreateAsync(_grains, _caller, new SessionDetails("Call", Description: null, Type: "call", Record: _record), start: true);
        SessionId = created.Succeeded ? created.Value.Id : null;
        return created.Error;
    }

    /// <summary>Takes the next piece of audio.</summary>
    /// <param name="pcm">Of any length: a piece may end in the middle of a sample.</param>
    /// <returns><see langword="null"/>, or why no more is taken.</returns>
    public async Task<GrainError?> TakeAsync(ReadOnlyMemory<byte> pcm)
    {
        if (await BeginAsync() is { } error)
        {
            return error;
        }

        byte[] all = [.. _rest, .. pcm.Span];
        var whole = all.Length - (all.Length % _format.BlockSize);
        _rest = all[whole..];
        return whole == 0 ? null : await _audio.TakeAsync(_connection, SessionId!, _format, all.AsMemory(0, whole));
    }

    /// <summary>Notes that something was ignored; the log hears of it once.</summary>
    /// <param name="message">What was.</param>
    public void Ignore(CloudTargetMessage message)
    {
        if (!_hasIgnored && (message.IsConfiguration || !message.Pcm.IsEmpty))
        {
            _hasIgnored = true;
            LogIgnored(SessionId, message.IsConfiguration ? "a format behind the audio" : "bytes between audio in JSON");
        }
    }

    /// <summary>The program has gone: what it sent is heard to its end, then the call is over.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _connection.DisposeAsync();
        _gone.Dispose();
        if (SessionId is { } id)
        {
            await EndAsync(id);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Never throws: nobody is there any more to hear of it.</summary>
    private async Task EndAsync(string id)
    {
        try
        {
            var ended = await _grains.GetGrain<ISessionGrain>(id).EndAsync().WaitAsync(LastAudio);
            // One that was erased meanwhile is over.
            if (!ended.Succeeded && ended.Error.Kind != GrainErrorKind.NotFound)
            {
                LogNotEnded(id, ended.Error.Code);
            }
        }
        catch (Exception exception)
        {
            LogNotEnded(id, ExceptionProblems.ToProblem(exception).Code);
        }
    }

    [LoggerMessage(EventId = 57, Level = LogLevel.Warning, Message = "The program of call {SessionId} sends {What}; that is ignored, once and whenever it comes again. Look at the program if the call makes no sense.")]
    private partial void LogIgnored(string? sessionId, string what);

    [LoggerMessage(EventId = 56, Level = LogLevel.Warning, Message = "The call {SessionId} is over, but could not be ended: {Code}")]
    private partial void LogNotEnded(string sessionId, string code);
}
