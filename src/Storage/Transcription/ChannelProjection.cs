using MeetingIntel.Corrections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Transcription;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Transcription;

/// <summary>The audio channels and how much of each is on record: <c>audio_channels</c>.</summary>
internal sealed class ChannelProjection : IProjection
{
    // Opening again keeps what was acknowledged, and, for the same speaker, what its clients call them.
    private const string Open =
        """
        INSERT INTO audio_channels (session_id, name, org_id, speaker, sample_rate, sender)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        ON CONFLICT (session_id, name) DO UPDATE
        SET speaker = excluded.speaker, sample_rate = excluded.sample_rate, sender = excluded.sender, open = true,
            opened_for = CASE WHEN excluded.speaker IS NOT DISTINCT FROM audio_channels.speaker THEN audio_channels.opened_for END
        """;

    // The offset moves only from where the append expects it; a row that is missed is somebody else's progress.
    private const string Move =
        """
        WITH moved AS (
          UPDATE audio_channels c
          SET acked_offset = coalesce(row.to_offset, c.acked_offset), acked_time = coalesce(row.to_time, c.acked_time),
              append_id = coalesce(row.append_id, c.append_id), open = coalesce(row.open, c.open), delayed = coalesce(row.delayed, c.delayed)
          FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS row (session_id, name, from_offset, to_offset, to_time, append_id, open, delayed, org_id)
          WHERE c.session_id = row.session_id AND c.name = row.name AND c.org_id = row.org_id AND c.acked_offset = coalesce(row.from_offset, c.acked_offset)
          RETURNING 1)
        SELECT journal_require((SELECT count(*) FROM moved) = $10, 'a channel does not stand where an append expects it')
        """;

    private const string Rename =
        "UPDATE audio_channels SET speaker = $3, opened_for = nullif(coalesce(opened_for, speaker), $3) WHERE session_id = $1 AND speaker = $2";

    private readonly StatementsInOrder _statements;
    private readonly Dictionary<(string SessionId, string Name), Channel> _channels = [];

    public ChannelProjection() => _statements = new(WriteGathered);

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        var append = pending.Append;
        foreach (var entry in append.Events)
        {
            switch (entry.Data)
            {
                case ChannelOpened opened:
                    var channel = this[append, opened.Channel];
                    if (channel.Opened is { } before && !string.Equals(before.Speaker, opened.Speaker, StringComparison.Ordinal))
                    {
                        // What its clients call the speaker is forgotten with each other speaker, also with one that did not last.
                        _statements.Add();
                        channel = this[append, opened.Channel];
                    }

                    channel.Opened = opened;
                    channel.Open = null;
                    break;
                case ChannelClosed closed:
                    var ended = this[append, closed.Channel];
                    ended.Open = false;
                    ended.Delayed = false;
                    break;
                case TranscriptionDelayed delayed:
                    this[append, delayed.Channel].Delayed = true;
                    break;
                case TranscriptionRecovered recovered:
                    this[append, recovered.Channel].Delayed = false;
                    break;
                case SpeakerRenamed renamed:
                    _statements.Add(Of(Rename, append.SessionId, renamed.From, renamed.To));
                    break;
            }
        }

        foreach (var advance in append.Advances)
        {
            var channel = this[append, advance.Channel];
            channel.FromOffset ??= advance.FromOffset;
            channel.ToOffset = advance.ToOffset;
            channel.ToTime = advance.ToTime;
            channel.AppendId = pending.Id;
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements) => _statements.AddTo(statements);

    private IEnumerable<NpgsqlBatchCommand> WriteGathered()
    {
        var statements = new List<NpgsqlBatchCommand>();
        var opened = _channels.Where(pair => pair.Value.Opened is not null).ToList();
        if (opened.Count > 0)
        {
            statements.Add(Create(
                Open,
                Texts([.. opened.Select(pair => pair.Key.SessionId)]),
                Texts([.. opened.Select(pair => pair.Key.Name)]),
                Texts([.. opened.Select(pair => pair.Value.OrgId)]),
                OptionalTexts([.. opened.Select(pair => pair.Value.Opened!.Speaker)]),
                Integers([.. opened.Select(pair => pair.Value.Opened!.SampleRate)]),
                OptionalTexts([.. opened.Select(pair => pair.Value.Opened!.Sender)])));
        }

        var moved = _channels.Where(pair => pair.Value.Moves).ToList();
        if (moved.Count > 0)
        {
            statements.Add(Create(
                Move,
                Texts([.. moved.Select(pair => pair.Key.SessionId)]),
                Texts([.. moved.Select(pair => pair.Key.Name)]),
                OptionalLongs([.. moved.Select(pair => pair.Value.FromOffset)]),
                OptionalLongs([.. moved.Select(pair => pair.Value.ToOffset)]),
                OptionalDoubles([.. moved.Select(pair => pair.Value.ToTime)]),
                OptionalIds([.. moved.Select(pair => pair.Value.AppendId)]),
                OptionalBooleans([.. moved.Select(pair => pair.Value.Open)]),
                OptionalBooleans([.. moved.Select(pair => pair.Value.Delayed)]),
                Texts([.. moved.Select(pair => pair.Value.OrgId)]),
                Number(moved.Count)));
        }

        _channels.Clear();
        return statements;
    }

    private Channel this[JournalAppend append, string name]
    {
        get
        {
            var key = (append.SessionId, name);
            if (!_channels.TryGetValue(key, out var channel))
                _channels[key] = channel = new Channel(append.OrgId);
            return channel;
        }
    }

    /// <summary>What a batch does to one channel; <see langword="null"/> leaves a column as it is.</summary>
    private sealed class Channel(string orgId)
    {
        public string OrgId { get; } = orgId;

        public ChannelOpened? Opened { get; set; }

        public bool? Open { get; set; }

        public bool? Delayed { get; set; }

        public long? FromOffset { get; set; }

        public long? ToOffset { get; set; }

        public double? ToTime { get; set; }

        public Guid? AppendId { get; set; }

        public bool Moves => Open is not null || Delayed is not null || ToOffset is not null;
    }
}
