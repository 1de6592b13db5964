using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MeetingIntel.Bench.Load.Measuring;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Load.Speech;

/// <summary>One audio connection: says its script, hears acknowledgements (of the product) or answers (of the bare sink).</summary>
/// <param name="name">For messages about violations.</param>
/// <param name="client">Connected.</param>
/// <param name="script">What to say.</param>
/// <param name="farewell">The wire bytes that end the audio.</param>
/// <param name="figures">Where delays go.</param>
internal sealed class Speaker(string name, WebSocketClient client, Script script, byte[] farewell, Figures figures) : IWebSocketHandler
{
    /// <summary>Frames that go into one system call, at most.</summary>
    public const int MaxBatch = 100;

    private readonly Queue<(long End, long SentAt)> _unacked = new();
    private readonly Queue<(long Sentence, long SentAt)> _unheard = new();
    private long _frame;
    private int _inFrame;
    private long _limit = long.MaxValue;
    private int _farewellSent;

    /// <summary>For messages about violations.</summary>
    public string Name => name;

    public WebSocketClient Client => client;

    /// <summary>Bytes whose outcome is on record.</summary>
    public long Acked { get; private set; }

    /// <summary>Whether the kernel takes no more at the moment.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>Whether everything was said.</summary>
    public bool HasFinished => _farewellSent == farewell.Length;

    /// <summary>How many sentences were, or will be, said in all; known once <see cref="FinishSentence"/> was called.</summary>
    public long Sentences => script.SentencesBefore(_limit);

    /// <inheritdoc cref="Script.TextOf"/>
    public string TextOf(long sentence) => script.TextOf(sentence);

    /// <summary>Whether the server has said goodbye.</summary>
    public bool IsDone => client.IsClosed;

    /// <summary>Says what is due.</summary>
    /// <param name="until">The first frame that is not due.</param>
    /// <param name="scratch">Room for <see cref="MaxBatch"/> frames.</param>
    /// <param name="batches">How many system calls to make at most.</param>
    public void Speak(long until, byte[] scratch, int batches = int.MaxValue)
    {
        IsBlocked = false;
        until = Math.Min(until, _limit);
        for (; _frame < until && batches > 0 && !IsBlocked && !client.IsClosed; batches--)
        {
            var count = (int)Math.Min(until - _frame, MaxBatch);
            for (var index = 0; index < count; index++)
            {
                ClientFrame.WriteAudio(scratch.AsSpan(index * Script.WireSize, Script.WireSize), script.SampleOf(_frame + index));
            }

            var now = Stopwatch.GetTimestamp();
            var due = (count * Script.WireSize) - _inFrame;
            var sent = Send(scratch.AsSpan(_inFrame, due));
            IsBlocked = sent < due;
            Advance(sent, now);
        }

        if (_frame == _limit && !HasFinished && !client.IsClosed)
        {
            _farewellSent += Send(farewell.AsSpan(_farewellSent));
            IsBlocked = !HasFinished;
        }
    }

    /// <summary>Ends the audio behind the sentence that is being said.</summary>
    public void FinishSentence() => FinishAfter(_frame + 1);

    /// <summary>Ends the audio behind a number of frames and the sentence that is then being said.</summary>
    public void FinishAfter(long frames) => _limit = script.BoundaryFrom(frames);

    /// <summary>When the frame that ended a sentence was sent; sentences are asked for in order, each once.</summary>
    /// <returns><see langword="null"/> when this sentence is not the next one that was sent.</returns>
    public long? TakeSentAt(long sentence) =>
        _unheard.TryPeek(out var next) && next.Sentence == sentence ? _unheard.Dequeue().SentAt : null;

    public void OnText(ReadOnlySpan<byte> utf8, long at)
    {
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        reader.Read();
        if (!reader.ValueTextEquals("type"u8))
        {
            figures.Violate($"{name} heard something unknown: {Encoding.UTF8.GetString(utf8)}");
            return;
        }

        reader.Read();
        if (reader.ValueTextEquals("ack"u8))
        {
            OnAck(Number(ref reader), at);
        }
        else if (reader.ValueTextEquals("heard"u8))
        {
            OnAnswer(Number(ref reader), at);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            figures.Violate($"{name} was sent away: {Encoding.UTF8.GetString(utf8)}");
        }
    }

    public void OnClosed(int code, string reason)
    {
        if (!HasFinished || code != 1000)
        {
            figures.Violate($"{name} was cut off with code {code} {reason}");
        }
    }

    private static long Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Read();
        return reader.GetInt64();
    }

    private int Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return client.Send(bytes);
        }
        catch (SocketException gone)
        {
            // The close frame, or its absence, is read by the reactor and says more.
            figures.Violate($"{name} can't send: {gone.SocketErrorCode}");
            _limit = _frame;
            _farewellSent = farewell.Length;
            return bytes.Length;
        }
    }

    private void Advance(int sent, long now)
    {
        var (frames, rest) = Math.DivRem(_inFrame + sent, Script.WireSize);
        for (; frames > 0; frames--)
        {
            if (script.EndedBy(_frame) is { } sentence)
            {
                _unacked.Enqueue(((_frame + 1) * Script.FrameSize, now));
                _unheard.Enqueue((sentence, now));
            }

            _frame++;
        }

        _inFrame = rest;
        client.InFrame = rest > 0;
    }

    private void OnAck(long offset, long at)
    {
        if (offset < Acked || offset > _frame * Script.FrameSize)
        {
            figures.Violate($"{name}: byte {offset} was acknowledged after byte {Acked}, of {_frame * Script.FrameSize} sent");
        }

        Acked = offset;
        while (_unacked.TryPeek(out var next) && next.End <= offset)
        {
            figures.Ack.Add(_unacked.Dequeue().SentAt, at);
        }
    }

    private void OnAnswer(long frame, long at)
    {
        if (script.EndedBy(frame) is { } sentence && TakeSentAt(sentence) is { } sentAt)
        {
            figures.Echo.Add(sentAt, at);
        }
        else
        {
            figures.Violate($"{name}: an answer to frame {frame}, which is not the next one");
        }
    }
}
