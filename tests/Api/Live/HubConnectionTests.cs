using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>Rooms and audio of a hub connection, whose client takes what is sent when the test lets it.</summary>
public sealed partial class HubConnectionTests
{
    private const string Session = "sess_lossy";

    private readonly LossySession _session = new();
    private readonly List<string> _sent = [];
    private readonly TaskCompletionSource _sending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task LeaveAsync_WhileEventsWait_LetsNoneOutAfterItself()
    {
        await using var connection = Connection();
        Assert.Null(await connection.JoinAsync(_session.Feeds, Session, after: null, () => Task.CompletedTask));
        await _session.SignalAsync(Partial("first"));
        await _sending.Task.Within("waiting for the first event to be sent");
        await _session.SignalAsync(Partial("second"));

        var leaving = connection.LeaveAsync(Session);
        Assert.False(leaving.IsCompleted, "An event is still on its way.");
        _taken.SetResult();
        await leaving.Within("leaving the room");

        Assert.Equal(["transcript_update"], _sent);
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    [Fact]
    public async Task JoinAsync_WhenTheGreetingFails_LeavesNoSubscription()
    {
        await using var connection = Connection();

        await Assert.ThrowsAsync<IOException>(() => connection.JoinAsync(_session.Feeds, Session, after: null, () => throw new IOException("The client is gone.")));

        Assert.Equal(0, _session.Feeds.Sessions);
    }

    [Fact]
    public async Task JoinAsync_OfAClientThatGoesMeanwhile_LeavesNoSubscription()
    {
        var connection = Connection();
        var way = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _session.Way = way.Task;
        var joining = connection.JoinAsync(_session.Feeds, Session, after: null, () => Task.CompletedTask);

        await connection.DisposeAsync();
        way.SetResult();

        Assert.Null(await joining.Within("joining"));
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    [Fact]
    public async Task DisposeAsync_WhenARoomFailed_ClosesTheOthers()
    {
        var connection = Connection();
        Assert.Null(await connection.JoinAsync(_session.Feeds, "sess_a", after: null, () => Task.CompletedTask));
        Assert.Null(await connection.JoinAsync(_session.Feeds, "sess_b", after: null, () => Task.CompletedTask));
        _taken.SetException(new NotSupportedException("a bug"));
        await _session.SignalAsync(Partial("any"));
        await _sending.Task.Within("waiting for an event to be sent");

        await connection.DisposeAsync();

        Assert.Equal(0, _session.Feeds.Sessions);
    }

    /// <summary>Astro's clients do not join again while their connection lives.</summary>
    [Fact]
    public async Task Room_WhoseJournalCantBeRead_GoesOnWhenItCan()
    {
        var time = new SteppedTime();
        var session = new LossySession(time);
        await using var connection = Connection();
        _taken.SetResult();
        Assert.Null(await connection.JoinAsync(session.Feeds, Session, after: null, () => Task.CompletedTask));
        session.Unreadable = new JournalUnavailableException("The database is away.");
        session.Append(1, Fate.Lost);
        session.Append(1, Fate.Told);
        await session.SignalAsync(Partial("first"));

        await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(1), () => session.Unreadable = null);
        await _sending.Task.Within("waiting for the first event to be sent");

        Assert.Equal(["transcript_update"], _sent);
    }

    private static PartialTranscript Partial(string channel) => new(channel, null, "words", 0, 1);

    private HubConnection Connection(TimeProvider? time = null, CancellationToken aborted = default, CancellationToken stopping = default)
    {
        var client = Substitute.For<ISingleClientProxy>();
        client.SendCoreAsync(Arg.Any<string>(), Arg.Any<object?[]>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            _sent.Add(call.Arg<string>());
            _sending.TrySetResult();
            return _taken.Task;
        });
        return new HubConnection("connection", () => Caller.Development, client, NullLogger.Instance, time ?? TimeProvider.System, aborted, stopping);
    }
}
