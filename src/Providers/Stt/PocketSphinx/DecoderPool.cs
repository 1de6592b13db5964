using Microsoft.Extensions.Logging;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>Somebody who needs a decoder.</summary>
internal interface IDecoderClient
{
    /// <summary>Here is the decoder that was asked for.</summary>
    /// <param name="decoder">To be given back with <see cref="DecoderPool.Return"/>.</param>
    void Grant(Decoder decoder);

    /// <summary>There will be none.</summary>
    /// <param name="reason">Why.</param>
    void Refuse(SttException reason);

    /// <summary>Others wait: give it back if there is nothing to decode for it just now.</summary>
    void Reclaim();
}

/// <summary>
/// Decoders for those who speak. They are made when needed up to a limit, one at a time on a thread of their own since that takes a third of a second of computing;
/// idle ones are freed after a while. Who comes when all are taken waits in line.
/// </summary>
internal sealed partial class DecoderPool : IDisposable
{
    private readonly Func<Decoder> _create;
    private readonly PocketSphinxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Stack<(Decoder Decoder, long Since)> _idle = new();
    private readonly LinkedList<IDecoderClient> _waiting = new();
    private readonly HashSet<IDecoderClient> _holders = [];
    private readonly ITimer _timer;
    private int _count;
    private bool _creating;
    private bool _disposed;

    internal DecoderPool(Func<Decoder> create, PocketSphinxOptions options, TimeProvider time, ILogger logger)
    {
        _create = create;
        _options = options;
        _time = time;
        _logger = logger;
        var period = TimeSpan.FromTicks(Math.Min(options.IdleTimeout.Ticks, options.StallTimeout.Ticks) / 2);
        _timer = time.CreateTimer(_ => Tend(), null, period, period);
        lock (_gate)
        {
            CreateIfNeeded();
        }
    }

    /// <summary>Decoders that exist or are being made.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Asks for a decoder; <see cref="IDecoderClient.Grant"/> or <see cref="IDecoderClient.Refuse"/> follows, maybe at once.</summary>
    /// <param name="client">Who asks; not in line yet.</param>
    internal void Request(IDecoderClient client)
    {
        Decoder? decoder = null;
        lock (_gate)
        {
            if (_idle.TryPop(out var idle))
            {
                decoder = idle.Decoder;
                _ = _holders.Add(client);
            }
            else
            {
                _ = _waiting.AddLast(client);
                CreateIfNeeded();
            }
        }

        if (decoder is not null)
        {
            client.Grant(decoder);
        }
    }

    /// <summary>Takes back a request.</summary>
    /// <param name="client">Who asked.</param>
    /// <returns>Whether it was still in line; if not, <see cref="IDecoderClient.Grant"/> or <see cref="IDecoderClient.Refuse"/> was or will be called.</returns>
    internal bool Cancel(IDecoderClient client)
    {
        lock (_gate)
        {
            return _waiting.Remove(client);
        }
    }

    /// <summary>Gives a decoder back.</summary>
    /// <param name="client">Who held it.</param>
    /// <param name="decoder">The decoder, with no utterance open; <see langword="null"/> when it failed and was disposed of.</param>
    internal void Return(IDecoderClient client, Decoder? decoder)
    {
        IDecoderClient? next = null;
        lock (_gate)
        {
            _ = _holders.Remove(client);
            if (decoder is null || _disposed)
            {
                _count--;
                decoder?.Dispose();
                CreateIfNeeded();
                return;
            }

            next = Hand(decoder);
        }

        next?.Grant(decoder);
    }

    /// <summary>Frees the idle decoders; those in use are freed as they come back.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _disposed = true;
            while (_idle.TryPop(out var idle))
            {
                idle.Decoder.Dispose();
                _count--;
            }
        }
    }

    private IDecoderClient? Hand(Decoder decoder)
    {
        if (_waiting.First is not { } first)
        {
            _idle.Push((decoder, _time.GetTimestamp()));
            return null;
        }

        _waiting.RemoveFirst();
        _ = _holders.Add(first.Value);
        return first.Value;
    }

    private void CreateIfNeeded()
    {
        var wanted = _waiting.Count > 0 ? _options.DecoderLimit : Math.Min(_options.WarmDecoders, _options.DecoderLimit);
        if (!_creating && !_disposed && _count < wanted)
        {
            _creating = true;
            _count++;
            new Thread(Create) { IsBackground = true, Name = "stt-decoder-create" }.Start();
        }
    }

    private void Create()
    {
        Decoder? decoder = null;
        SttException? failure = null;
        try
        {
            decoder = _create();
        }
        catch (Exception exception)
        {
            failure = exception as SttException ?? new SttException(SttErrors.Unavailable, "A PocketSphinx decoder could not be created.", recoverable: true, exception);
            LogCreationFailed(_logger, exception);
        }

        IDecoderClient? next = null;
        List<IDecoderClient> refused = [];
        lock (_gate)
        {
            _creating = false;
            if (decoder is null || _disposed)
            {
                _count--;
                decoder?.Dispose();

                // With no decoder in the house, nobody's turn would ever come.
                if (_count == 0)
                {
                    refused.AddRange(_waiting);
                    _waiting.Clear();
                }
            }
            else
            {
                next = Hand(decoder);
                CreateIfNeeded();
            }
        }

        next?.Grant(decoder!);
        refused.ForEach(client => client.Refuse(failure ?? new SttException(SttErrors.Unavailable, "Speech recognition is shutting down.", recoverable: false)));
    }

    private void Tend()
    {
        List<Decoder> expired = [];
        IDecoderClient[] holders = [];
        lock (_gate)
        {
            var kept = _idle.Reverse().ToList();
            _idle.Clear();
            foreach (var idle in kept)
            {
                if (_count > _options.WarmDecoders && _time.GetElapsedTime(idle.Since) >= _options.IdleTimeout)
                {
                    expired.Add(idle.Decoder);
                    _count--;
                }
                else
                {
                    _idle.Push(idle);
                }
            }

            if (_waiting.Count > 0 && _count >= _options.DecoderLimit)
            {
                holders = [.. _holders];
            }
        }

        expired.ForEach(decoder => decoder.Dispose());
        Array.ForEach(holders, holder => holder.Reclaim());
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A PocketSphinx decoder could not be created.")]
    private static partial void LogCreationFailed(ILogger logger, Exception exception);
}
