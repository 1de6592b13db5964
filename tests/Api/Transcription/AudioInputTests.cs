using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Sessions;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using NSubstitute;
using Orleans.Streams;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>A connection's bookkeeping: offsets, acknowledgements, who took over.</summary>
public sealed class AudioInputTests
{
    private const string Older = "conn_1";
    private const string Own = "conn_2";
    private const string Newer = "conn_3";

    private readonly ManualTime _time = new();
    private readonly List<AudioFrame> _sent = [];
    private readonly ITranscriptionGrain _transcription = Substitute.For<ITranscriptionGrain>();

    [Fact]
    public void Note_OwnProgress_AcksAndNeverGoesBack()
    {
        var input = Mono();

        Assert.Null(input.Note(Progress(Own, 100)));
        Assert.Null(input.Note(Progress(Own, 40)));

        Assert.Equal(100, input.Acked);
    }

    [Theory]
    [InlineData(Older, null)]
    [InlineData("", null)]
    [InlineData(AudioConnections.Session, null)]
    [InlineData(Newer, "audio.superseded")]
    public void Note_OfAnotherConnection_BeforeOursWasHeard_OnlyASuccessorCounts(string connection, string? code) =>
        Assert.Equal(code, Mono().Note(Progress(connection, 0))?.Code);

    [Theory]
    [InlineData(Older, null)]
    [InlineData("", null)]
    [InlineData(AudioConnections.Session, null)]
    [InlineData(Newer, "audio.superseded")]
    public void Note_OfAnotherConnection_AfterOursWasHeard_OnlyASuccessorCounts(string connection, string? code)
    {
        var input = Mono();
        input.Note(Progress(Own, 0));

        Assert.Equal(code, input.Note(Progress(connection, 0))?.Code);
    }

    [Fact]
    public void Note_Fault_EndsTheConnection()
    {
        var error = Mono().Note(Progress(Own, 10) with { Fault = ChannelProgress.Resend });

        Assert.Equal(("audio.resend", GrainErrorKind.Unavailable), (error?.Code, error?.Kind));
    }

    [Fact]
    public async Task Check_AudioThatNobodyTakes_EndsTheConnection()
    {
        _transcription.GetProgressAsync(Own).Returns(Progress(Own, 10) with { Fault = ChannelProgress.Resend });
        var input = Mono();
        await input.WriteAsync(new byte[20], AudioMark.None);

        Assert.Equal("audio.resend", (await input.CheckAsync())?.Code);
    }

    [Theory]
    [InlineData(Older, "audio.resend")]
    [InlineData(Newer, "audio.superseded")]
    public async Task Check_AnotherConnectionHoldsTheChannel_EndsOurs(string connection, string code)
    {
        _transcription.GetProgressAsync(Own).Returns(Progress(connection, 10));
        var input = Mono();
        await input.WriteAsync(new byte[20], AudioMark.None);

        Assert.Equal(code, (await input.CheckAsync())?.Code);
    }

    [Fact]
    public async Task Check_EverythingOnRecord_IsWell()
    {
        _transcription.GetProgressAsync(Own).Returns(Progress(Own, 20) with { Fault = ChannelProgress.Resend });
        var input = Mono();
        await input.WriteAsync(new byte[20], AudioMark.None);

        Assert.Null(await input.CheckAsync());
        Assert.Equal(input.Position, input.Acked);
    }

    [Fact]
    public async Task Check_OneSideIsDoneBeforeTheOther_IsWell()
    {
        _transcription.GetProgressAsync(Own).Returns(
            Progress(Own, 10) with { Channel = "call.left", Fault = ChannelProgress.Resend },
            Progress(Own, 4) with { Channel = "call.right" });
        var input = new AudioInput(Own, sender: null, new AudioFormat("call", null, 16_000, 2), [Lane("call.left"), Lane("call.right")]);
        await input.WriteAsync(new byte[20], AudioMark.Stop);

        Assert.Null(await input.CheckAsync());
        Assert.Equal(8, input.Acked);
    }

    /// <summary>A lost queue held the last words before a pause: no later audio shows the hole.</summary>
    [Fact]
    public async Task Check_AudioThatShouldHaveArrivedLongAgo_EndsTheConnection()
    {
        _transcription.GetProgressAsync(Own).Returns(Progress(Own, 10));
        var input = Mono();
        await input.WriteAsync(new byte[20], AudioMark.None);

        Assert.Null(await input.CheckAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await input.CheckAsync());
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("audio.resend", (await input.CheckAsync())?.Code);
    }

    [Fact]
    public async Task Check_AudioThatArrives_IsWellHoweverMuchIsOnItsWay()
    {
        var received = 0;
        _transcription.GetProgressAsync(Own).Returns(_ => Progress(Own, received));
        var input = Mono();
        for (var looks = 0; looks < 10; looks++)
        {
            await input.WriteAsync(new byte[20], AudioMark.None);
            Assert.Null(await input.CheckAsync());
            _time.Advance(TimeSpan.FromSeconds(20));
            received = 20 * (looks + 1);
        }
    }

    public static TheoryData<Exception> Passing => [new TimeoutException(), new OrleansException(), new OperationCanceledException("Its silo leaves.")];

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task Check_TranscriptionCantBeAsked_MakesTheClientSendAgain(Exception failure)
    {
        _transcription.GetProgressAsync(Own).Returns(Task.FromException<ChannelProgress>(failure));

        Assert.Equal("audio.resend", (await Mono().CheckAsync())?.Code);
    }

    [Fact]
    public void Note_Snapshot_RepairsALostSignal()
    {
        var input = Mono();
        var channel = new AudioChannel("mic", null, 16_000, 64, 0, Open: true, Delayed: false);
        var session = new SessionSnapshot("sess_x", "", "", new SessionDetails(""), SessionStatus.Active, default, null, null, 1, 0, 0, 0, [channel]);

        input.Note(session);

        Assert.Equal(64, input.Acked);
    }

    /// <summary>Others' bytes have the same numbers.</summary>
    [Fact]
    public async Task Note_WhatSomebodyElseHasOnRecord_IsNotOurs()
    {
        var input = Mono();
        await input.WriteAsync(new byte[100], AudioMark.None);
        input.Note(new ChannelOpened("mic", null, 16_000, "conn_other", 40));
        input.Note(new ChannelOpened("mic", null, 16_000, "conn_third", 90));
        var channel = new AudioChannel("mic", null, 16_000, 95, 0, Open: true, Delayed: false, "conn_third");
        input.Note(new SessionSnapshot("sess_x", "", "", new SessionDetails(""), SessionStatus.Active, default, null, null, 1, 0, 0, 0, [channel]));

        Assert.Equal(40, input.Acked);
        Assert.True(input.IsTaken);
    }

    [Fact]
    public async Task Write_Stereo_IsTakenApartAndAckedByTheSlowerSide()
    {
        var input = new AudioInput(Own, sender: null, new AudioFormat("call", null, 16_000, 2), [Lane("call.left"), Lane("call.right")]);

        await input.WriteAsync([1, 2, 3, 4, 5, 6, 7, 8], AudioMark.Finalize);
        input.Note(Progress(Own, 4) with { Channel = "call.left" });
        input.Note(Progress(Own, 2) with { Channel = "call.right" });

        Assert.Equal([1, 2, 5, 6], _sent[0].Pcm);
        Assert.Equal([3, 4, 7, 8], _sent[1].Pcm);
        Assert.All(_sent, frame => Assert.Equal(AudioMark.Finalize, frame.Mark));
        Assert.Equal(8, input.Position);
        Assert.Equal(4, input.Acked);
        Assert.NotEqual(input.Position, input.Acked);
    }

    [Fact]
    public async Task Write_WhatTheChannelHas_IsLeftOut()
    {
        var input = new AudioInput(Own, sender: null, new AudioFormat("mic", null, 16_000, 1), [Lane("mic", wanted: 6, position: 0)]);

        await input.WriteAsync([1, 2, 3, 4], AudioMark.None);
        await input.WriteAsync([5, 6, 7, 8], AudioMark.None);
        await input.WriteAsync([9, 10], AudioMark.None);

        Assert.Equal([(6L, 2), (8L, 2)], [.. _sent.Select(frame => (frame.Offset, frame.Pcm.Length))]);
        Assert.Equal(10, input.Position);
    }

    /// <summary>As Orleans' memory queue says it: the client is not told of a bug.</summary>
    [Theory]
    [InlineData("Can not enqueue since the count has reached its maximum of 16384", true)]
    [InlineData("a bug", false)]
    public async Task Write_IntoAFullQueue_MakesTheClientSendAgain(string message, bool isFull)
    {
        var stream = Substitute.For<IAsyncStream<AudioFrame>>();
        stream.OnNextAsync(default!).ReturnsForAnyArgs(Task.FromException(new InvalidOperationException(message)));
        var input = new AudioInput(Own, sender: null, new AudioFormat("mic", null, 16_000, 1), [new AudioLane("mic", Own, _transcription, stream, new AudioOpened(0, 0), 0, _time)]);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => input.WriteAsync(new byte[20], AudioMark.None));

        Assert.Equal(isFull ? (503, "audio.resend") : (500, "server.error"), (ExceptionProblems.ToProblem(failure).Status, ExceptionProblems.ToProblem(failure).Code));
    }

    [Fact]
    public async Task WaitForRoom_WhenTooMuchIsOnItsWay_WaitsForAnAck()
    {
        var input = Mono();
        await input.WriteAsync(new byte[AudioInput.WindowSeconds * 32_000], AudioMark.None);
        Assert.True(input.IsFull);

        var waiting = input.WaitForRoomAsync(input.Position, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        input.Note(Progress(Own, 2));

        await waiting.Within("waiting for room after an ack");
    }

    private static ChannelProgress Progress(string connection, long acked) => new("mic", connection, acked, acked, 0, 0, -30, null);

    private AudioInput Mono() => new(Own, sender: null, new AudioFormat("mic", null, 16_000, 1), [Lane("mic")]);

    private AudioLane Lane(string channel, long wanted = 0, long position = 0)
    {
        var stream = Substitute.For<IAsyncStream<AudioFrame>>();
        stream.OnNextAsync(Arg.Do<AudioFrame>(_sent.Add)).Returns(Task.CompletedTask);
        return new AudioLane(channel, Own, _transcription, stream, new AudioOpened(wanted, 0), position, _time);
    }
}
