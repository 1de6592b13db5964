using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MeetingIntel.Providers.Stt;

namespace MeetingIntel.Testing.Stt;

internal sealed class ScriptedSttStream(Func<long, SttException?> failure, Func<Task> gate) : ISttStream
{
    private const int EndOfUtterance = ScriptedAudio.SampleRate / 10;
    private const int PartialEvery = ScriptedAudio.SampleRate / 5;

    private readonly Channel<SttEvent> _events = Channel.CreateBounded<SttEvent>(256);
    private readonly List<(short Value, long Start, long End)> _words = [];
    private readonly List<SttEvent> _said = [];
    private long _position;
    private long _silence;
    private long _partialAt;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        await gate().WaitAsync(cancellationToken);
        Hear(pcm.Span);
        if (_words.Count == 0)
            _said.Add(new SttWatermark(Time(_position)));
        await SayAsync(cancellationToken);
        if (failure(_position * 2) is { } failed)
        {
            _events.Writer.TryComplete(failed);
            throw failed;
        }
    }

    public ValueTask FinalizeAsync(CancellationToken cancellationToken)
    {
        EndUtterance();
        _said.Add(new SttWatermark(Time(_position)));
        return SayAsync(cancellationToken);
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FinalizeAsync(cancellationToken);
        _events.Writer.TryComplete();
    }

    public async IAsyncEnumerable<SttEvent> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var said in _events.Reader.ReadAllAsync(cancellationToken))
            yield return said;
    }

    public ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private void Hear(ReadOnlySpan<byte> pcm)
    {
        for (; pcm.Length >= 2; pcm = pcm[2..])
        {
            var value = BinaryPrimitives.ReadInt16LittleEndian(pcm);
            _position++;
            if (value == 0)
            {
                if (_words.Count > 0 && ++_silence == EndOfUtterance)
                    EndUtterance();
                continue;
            }

            if (_silence == 0 && _words.Count > 0 && _words[^1].Value == value)
                _words[^1] = _words[^1] with { End = _position };
            else
                _words.Add((value, _position - 1, _position));
            _silence = 0;
            if (_position - _partialAt >= PartialEvery)
            {
                _partialAt = _position;
                _said.Add(new SttPartial(Text(), Time(_words[0].Start), Time(_position)));
            }
        }
    }

    private void EndUtterance()
    {
        if (_words.Count == 0)
            return;
        _said.Add(new SttFinal(
            Text(), [.. _words.Select(word => new SttWord($"w{word.Value}", Time(word.Start), Time(word.End), 1))],
            Time(_words[0].Start), Time(_words[^1].End), 1, Time(_position)));
        _words.Clear();
        _silence = 0;
    }

    private string Text() => string.Join(' ', _words.Select(word => $"w{word.Value}"));

    private async ValueTask SayAsync(CancellationToken cancellationToken)
    {
        foreach (var said in _said)
            await _events.Writer.WriteAsync(said, cancellationToken);
        _said.Clear();
    }

    private static TimeSpan Time(long samples) => new(samples * TimeSpan.TicksPerSecond / ScriptedAudio.SampleRate);
}
