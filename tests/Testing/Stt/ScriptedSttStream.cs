using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        for (var samples = MemoryMarshal.Cast<byte, short>(pcm); !samples.IsEmpty;)
        {
            var run = samples.IndexOfAnyExcept(samples[0]);
            run = run < 0 ? samples.Length : run;
            if (samples[0] == 0)
                HearSilence(run);
            else
                HearWord(samples[0], run);
            samples = samples[run..];
        }
    }

    private void HearSilence(int samples)
    {
        if (_words.Count > 0 && _silence + samples >= EndOfUtterance)
        {
            var rest = (int)(_silence + samples - EndOfUtterance);
            _position += samples - rest;
            EndUtterance();
            _position += rest;
            return;
        }

        _position += samples;
        if (_words.Count > 0)
            _silence += samples;
    }

    private void HearWord(short value, int samples)
    {
        if (_silence == 0 && _words.Count > 0 && _words[^1].Value == value)
            _words[^1] = _words[^1] with { End = _position + samples };
        else
            _words.Add((value, _position, _position + samples));
        _silence = 0;
        for (var end = _position + samples; _position < end;)
        {
            _position = Math.Min(end, Math.Max(_position, _partialAt + PartialEvery));
            if (_position - _partialAt < PartialEvery)
                continue;
            _partialAt = _position;
            _said.Add(new SttPartial(Text(), Time(_words[0].Start), Time(_position)));
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
