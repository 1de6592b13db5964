namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>The decoder that a step has or waits for, and the end of the stream, which gives it back. On the scheduler's threads.</summary>
internal sealed partial class PocketSphinxStream
{
    private Decoder? _decoder;
    private Decoder? _granted;
    private SttException? _refusal;
    private bool _requested;
    private volatile bool _reclaimed;

    private void RequestDecoder()
    {
        if (!_requested)
        {
            _requested = true;
            _pool.Request(this);
        }
    }

    private void TakeGrant()
    {
        if (Interlocked.Exchange(ref _granted, null) is { } decoder)
        {
            _decoder = decoder;
            _requested = false;
        }
        else if (Volatile.Read(ref _refusal) is not null)
        {
            _requested = false;
        }
    }

    private bool GiveBackWhenStalled(Utterance utterance)
    {
        long lastWrite;
        lock (_gate)
        {
            lastWrite = _lastWrite;
        }

        if (_reclaimed && _decoder is not null && _time.GetElapsedTime(lastWrite) >= _stallTimeout)
        {
            _decoder.Abandon();
            ReturnDecoder();
            utterance.Restart();
        }

        _reclaimed = false;
        return false;
    }

    private void ReturnDecoder()
    {
        var decoder = _decoder;
        _decoder = null;
        _pool.Return(this, decoder);
    }

    private void DropDecoder()
    {
        if (_decoder is not null)
        {
            _decoder.Dispose();
            _decoder = null;
            _pool.Return(this, null);
        }
    }

    private void Fail(SttException failure)
    {
        lock (_gate)
        {
            _failure = failure;
        }

        _over = true;
        DropDecoder();
        _ = _events.Writer.TryComplete(failure);
        ReleaseWriter();
    }

    private void Close()
    {
        // What is not in line any more is on its way, and this step runs again with it.
        if (_closed.Task.IsCompleted || (_requested && !_pool.Cancel(this)))
        {
            return;
        }

        _requested = false;
        _over = true;
        if (_decoder is not null)
        {
            try
            {
                _decoder.Abandon();
                ReturnDecoder();
            }
            catch (SttException)
            {
                // It can't be used again, and nobody waits for its words.
                DropDecoder();
            }
        }

        _ = _events.Writer.TryComplete();
        ReleaseWriter();
        lock (_gate)
        {
            _audio.Dispose();
        }

        _onClosed(this);
        _closed.SetResult();
    }

    private void ReleaseWriter()
    {
        lock (_gate)
        {
            _room?.TrySetResult();
            _room = null;
        }
    }
}
