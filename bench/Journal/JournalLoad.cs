using MeetingIntel.Sessions;
using MeetingIntel.Storage;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Bench.Journal;

/// <summary>Sessions that append one event after the other, as their grains do.</summary>
internal sealed class JournalLoad : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IJournal _journal;
    private readonly string[] _sessions;
    private readonly long[] _seq;

    private JournalLoad(IHost host, int sessions)
    {
        _host = host;
        _journal = host.Services.GetRequiredService<IJournal>();
        _sessions = [.. Enumerable.Range(0, sessions).Select(_ => Ids.NewSession())];
        _seq = new long[sessions];
    }

    public static async Task<JournalLoad> StartAsync(TestDatabase database, int sessions)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddStorage(options => options.ConnectionString = database.ConnectionString);
        var host = builder.Build();
        await host.StartAsync();
        var load = new JournalLoad(host, sessions);
        await Task.WhenAll(Enumerable.Range(0, sessions).Select(load.CreateAsync));
        return load;
    }

    /// <summary>An event that no query table follows from: the same work as the peer's.</summary>
    public Task AppendGapAsync(int session) => AppendAsync(session, [new TranscriptGap("mic", 1, 2, "provider-failed")], []);

    /// <summary>What a spoken sentence costs: event, segment, counts, and the channel's offset moves.</summary>
    public Task AppendSegmentAsync(int session)
    {
        var words = Enumerable.Range(0, 8).Select(i => new TranscriptWord("meeting", i, i + 0.5, 0.75)).ToList();
        var segment = new TranscriptSegment(Ids.NewSegment(), "mic", "Ana", 0, 8, "a sentence of eight words that somebody said", words, 0.75, "bench", null);
        var from = (_seq[session] - 3) * 32000;
        return AppendAsync(session, [new TranscriptSegmentAdded(segment)], [new ChannelAdvance("mic", from, from + 32000, from / 32000.0)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private Task CreateAsync(int session) =>
        AppendAsync(session, [new SessionCreated("org", "user", new SessionDetails("Bench")), new SessionStarted(), new ChannelOpened("mic", "Ana", 16000)], []);

    private async Task AppendAsync(int session, SessionEventData[] data, ChannelAdvance[] advances)
    {
        var events = new List<SessionEvent>(data.Length);
        foreach (var item in data)
            events.Add(new SessionEvent(++_seq[session], TimeProvider.System.GetUtcNow(), item));
        if (await _journal.AppendAsync(new JournalAppend(_sessions[session], "org", events, advances), CancellationToken.None) is not JournalOutcome.Committed)
            throw new InvalidOperationException("An append was fenced, though each session has one writer.");
    }
}
