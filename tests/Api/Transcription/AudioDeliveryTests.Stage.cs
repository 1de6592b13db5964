using System.Collections.Concurrent;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Live;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>The other end: a session that loses notifications, a transcription that answers as it is told.</summary>
public sealed partial class AudioDeliveryTests
{
    private const string Earlier = "conn_0.00000001";
    private const string Later = "conn_z.00000001";

    private static readonly GrainError Away = new(GrainErrorKind.Unavailable, "cluster.full", "No room.");

    private readonly ManualTime _time = new();
    private LossySession _session = new();
    private readonly ITranscriptionGrain _transcription = Substitute.For<ITranscriptionGrain>();
    private readonly ConcurrentQueue<GrainResult<AudioOpened>> _answers = new([new AudioOpened(0, 0)]);
    private readonly SemaphoreSlim _opens = new(0);
    private readonly SemaphoreSlim _stops = new(0);
    private readonly SemaphoreSlim _frames = new(0);
    private readonly SemaphoreSlim _events = new(0);
    private readonly ConcurrentQueue<AudioFrame> _sent = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly ConcurrentQueue<FeedMessage> _observed = new();
    private readonly ConcurrentQueue<OpenAudio> _tries = new();
    private readonly CancellationTokenSource _gone = new();
    private Task _after = Task.CompletedTask;
    private Task _way = Task.CompletedTask;
    private readonly ConcurrentQueue<Exception> _unreachable = new();
    private volatile string _connection = "";
    private volatile OpenAudio _opened = null!;

    /// <summary>A notification is lost, so that the journal must be read, and the database is away.</summary>
    private void LoseSightOfTheJournal()
    {
        _session.Unreadable = new JournalUnavailableException("away");
        _session.Append(1, Fate.Lost);
        _session.Append(1, Fate.Told);
    }

    private List<(long Offset, int Length)> SentOn(string connection) =>
        [.. _sent.Where(frame => frame.Connection == connection && frame.Pcm.Length > 0).Select(frame => (frame.Offset, frame.Pcm.Length))];

    /// <summary>Waits until so much has come over the newest connection, and looks whether it is what was to come.</summary>
    private async Task SentAsync(params (long Offset, int Length)[] expected)
    {
        while (SentOn(_connection).Count < expected.Length)
        {
            await _frames.WaitAsync(TestContext.Current.CancellationToken).Within("waiting for audio to be sent");
        }

        Assert.Equal(expected, SentOn(_connection));
    }

    private async Task<AudioDelivery> OpenAsync()
    {
        var delivery = Begin();
        await OpenedAsync();
        Assert.Null(await delivery.OpenedAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken).Within("waiting for the channel to be open"));
        return delivery;
    }

    private AudioDelivery Begin()
    {
        Answering();
        return new AudioDelivery(
            StubbedIngest.Of(_transcription, TakeAsync, _time),
            new AudioSender(),
            _session.Feeds,
            LossySession.OrgId,
            "sess_lossy",
            new AudioFormat("mic", null, 16_000, 1),
            live: true,
            message =>
            {
                _observed.Enqueue(message);
                if (message is EventMessage)
                {
                    _events.Release();
                }

                return ValueTask.CompletedTask;
            },
            _after,
            _gone.Token);
    }

    private void Answering()
    {
        _transcription.GetProgressAsync(default!).ReturnsForAnyArgs(call => new ChannelProgress("mic", call.Arg<string>(), 0, 0, 0, 0, -30, null));
        _transcription.OpenAsync(default!).ReturnsForAnyArgs(async call =>
        {
            if (_unreachable.TryDequeue(out var failure))
            {
                _opens.Release();
                throw failure;
            }

            _tries.Enqueue(call.Arg<OpenAudio>());
            var answer = _answers.TryDequeue(out var next) ? next : Away;
            if (answer.Succeeded)
            {
                _opened = call.Arg<OpenAudio>();
                _connection = _opened.Connection;
                _session.Sender = _opened.Sender;
            }

            _opens.Release();
            await _way;
            return answer;
        });
    }

    private Task TakeAsync(AudioFrame frame)
    {
        if (_failures.TryDequeue(out var failure))
        {
            return Task.FromException(failure);
        }

        _sent.Enqueue(frame);
        _frames.Release();
        if (frame.Mark == AudioMark.Stop)
        {
            _stops.Release();
        }

        return Task.CompletedTask;
    }

    private void Answer(params GrainResult<AudioOpened>[] answers) => Array.ForEach(answers, _answers.Enqueue);

    private Task SignalAsync(long acked, string? connection = null) => _session.SignalAsync(new ChannelProgress("mic", connection ?? _connection, acked, acked, 0, 0, -30, null));

    /// <summary>Somebody else has the channel from a byte on.</summary>
    private void TakeOver(string sender, long offset)
    {
        _session.Sender = sender;
        _session.Append(Fate.Told, new ChannelOpened("mic", null, 16_000, sender, offset));
    }

    /// <summary>The transcription says that the connection's audio is lost.</summary>
    private Task LoseAsync() => _session.SignalAsync(new ChannelProgress("mic", _connection, 0, 0, 0, 0, -90, ChannelProgress.Resend));

    /// <summary>Waits until the delivery has seen, and is done with, whatever it was told before.</summary>
    private async Task FollowedAsync()
    {
        _session.Append(1, Fate.Told);
        await _events.WaitAsync(TestContext.Current.CancellationToken).Within("waiting for an event to be seen");
    }

    private Task OpenedAsync() => AdvanceUntilAsync(_opens.WaitAsync(TestContext.Current.CancellationToken));

    private Task AdvanceUntilAsync(Task done) => _time.AdvanceUntilAsync(done, TimeSpan.FromSeconds(1)).Within("waiting while time goes on");
}
