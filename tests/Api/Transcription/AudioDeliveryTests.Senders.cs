using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Live;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Others who send on the channel, before and after: whose bytes have which numbers.</summary>
public sealed partial class AudioDeliveryTests
{
    /// <summary>Who began earlier spoke in a pause: the bytes that are not on record have the numbers of others, and go behind these.</summary>
    [Fact]
    public async Task Reopening_WhenSomebodyWhoBeganEarlierHasSpoken_GoesBehindThatOne()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[320], TestContext.Current.CancellationToken);
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken);
        TakeOver(Earlier, offset: 1320);
        await SignalAsync(acked: 5000, connection: Earlier);
        Answer(AudioErrors.Superseded, new AudioOpened(6000, 6000));
        await LoseAsync();
        await OpenedAsync();
        await OpenedAsync();
        await delivery.WriteAsync(new byte[320], TestContext.Current.CancellationToken);

        Assert.Equal((_connection, null), (_opened.Sender, _opened.Offset));
        await SentAsync((6000L, 2200), (8200L, 640), (8840L, 320));
        Assert.Equal(320 + 3200 + 640 + 320, delivery.Position - delivery.Start);

        // What has its outcome since, and what not, goes by the new numbers.
        var sender = _opened.Sender;
        await SignalAsync(acked: 8200);
        Answer(new AudioOpened(8200, 8200));
        await LoseAsync();
        await OpenedAsync();
        Assert.Equal(sender, _opened.Sender);
        await SentAsync((8200L, 640), (8840L, 320));
    }

    /// <summary>That sending failed before all was there again changes no numbers twice.</summary>
    [Fact]
    public async Task Reopening_BehindSomebody_ThatFailsInTheMiddle_GoesOnWhereItWas()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken);
        TakeOver(Earlier, offset: 0);
        Answer(AudioErrors.Superseded, new AudioOpened(1000, 1000), new AudioOpened(1000, 1000));
        _failures.Enqueue(new OrleansException("gone"));
        await LoseAsync();
        for (var tries = 0; tries < 3; tries++)
        {
            await OpenedAsync();
        }

        await SentAsync((1000L, 3200), (4200L, 640));
    }

    /// <summary>What the feed has shown of others may be old news; only the journal knows whether anything of theirs is behind ours.</summary>
    [Fact]
    public async Task Reopening_WhenTheOtherHasSaidNothing_KeepsItsNumbers()
    {
        await using var delivery = await OpenAsync();
        var sender = _opened.Sender;
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        await SignalAsync(acked: 1280);
        TakeOver(Earlier, offset: 1280);
        await FollowedAsync();
        Answer(new AudioOpened(1280, 1280));

        await LoseAsync();
        await OpenedAsync();

        Assert.Equal((sender, 1280L), (_opened.Sender, _opened.Offset));
        await SentAsync((1280L, 1920));
    }

    /// <summary>Where the channel is somebody else's from, only the feed tells, and it comes behind the answer.</summary>
    [Fact]
    public async Task Reopening_BeforeTheFeedTellsOfSomebodyElse_WaitsForIt()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        _session.Append(Fate.Lost, new ChannelOpened("mic", null, 16_000, Earlier, 1000));
        _session.Sender = Earlier;
        Answer(AudioErrors.Superseded, AudioErrors.Superseded, new AudioOpened(5000, 5000));

        await LoseAsync();
        for (var tries = 0; tries < 3; tries++)
        {
            await OpenedAsync();
        }

        await SentAsync((5000L, 2200));
    }

    [Fact]
    public async Task Reopening_WhenSomebodyWhoBeganLaterHasSpoken_EndsTheAudio()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        TakeOver(Later, offset: 1000);
        Answer(AudioErrors.Superseded);
        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await LoseAsync();

        Assert.Equal("audio.superseded", (await completing.Within("waiting for the end of the audio"))?.Code);
    }

    /// <summary>What others have on record since does not count as ours, and what we had before that does.</summary>
    [Theory]
    [InlineData(3200, null)]
    [InlineData(3198, "audio.superseded")]
    public async Task CompleteAsync_WhenSomebodyElseHasTheChannelSince_SaysWhetherAllIsOnRecord(long until, string? code)
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await _session.AskedAsync();
        TakeOver(Later, until);
        await SignalAsync(acked: 9000, connection: Later);

        await AdvanceUntilAsync(completing);
        Assert.Equal(code, (await completing)?.Code);
    }
}
