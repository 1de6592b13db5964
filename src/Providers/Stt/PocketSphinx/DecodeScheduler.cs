using Microsoft.Extensions.Logging;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>Runs the channels' decoding on a fixed set of threads of its own, one small step of each channel in turn, so that nobody waits for a long talker.</summary>
internal sealed partial class DecodeScheduler : IDisposable
{
    private readonly Queue<DecodeWork> _ready = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly Thread[] _threads;
    private readonly ILogger _logger;
    private volatile bool _stopping;

    internal DecodeScheduler(int threads, ILogger logger)
    {
        _logger = logger;
        _threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Run) { IsBackground = true, Name = $"stt-decode-{i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Puts work at the end of the line; called by <see cref="DecodeWork"/>, which is never in it twice.</summary>
    /// <param name="work">The work.</param>
    internal void Enqueue(DecodeWork work)
    {
        lock (_gate)
        {
            _ready.Enqueue(work);
        }

        _ = _signal.Release();
    }

    /// <summary>Ends the threads after the step they are in.</summary>
    public void Dispose()
    {
        _stopping = true;
        _ = _signal.Release(_threads.Length);
        Array.ForEach(_threads, thread => thread.Join());
        _signal.Dispose();
    }

    private void Run()
    {
        var scratch = new short[Decoder.PrimeSamples];
        while (true)
        {
            _signal.Wait();
            if (_stopping)
            {
                return;
            }

            DecodeWork work;
            lock (_gate)
            {
                work = _ready.Dequeue();
            }

            try
            {
                work.RunStep(scratch);
            }
            catch (Exception exception)
            {
                // A step handles its own failures. This is a bug; it must not take the other channels' thread along.
                LogStepFailed(_logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "A decoding step failed outside its channel's error handling.")]
    private static partial void LogStepFailed(ILogger logger, Exception exception);
}

/// <summary>Something that is done in steps on the scheduler's threads, never two steps at once.</summary>
/// <param name="scheduler">Runs the steps.</param>
internal abstract class DecodeWork(DecodeScheduler scheduler)
{
    private const int Resting = 0, Queued = 1, Running = 2, RunningAgain = 3;
    private int _phase;

    /// <summary>Says that there is something to do. Cheap when that is known already.</summary>
    internal void Schedule()
    {
        while (true)
        {
            var phase = Volatile.Read(ref _phase);
            switch (phase)
            {
                case Queued or RunningAgain:
                    return;
                case Resting when Interlocked.CompareExchange(ref _phase, Queued, Resting) == Resting:
                    scheduler.Enqueue(this);
                    return;
                case Running when Interlocked.CompareExchange(ref _phase, RunningAgain, Running) == Running:
                    return;
            }
        }
    }

    /// <summary>Runs one step on a thread of the scheduler.</summary>
    /// <param name="scratch">The thread's own buffer.</param>
    internal void RunStep(short[] scratch)
    {
        Volatile.Write(ref _phase, Running);
        var more = true;
        try
        {
            more = Step(scratch);
        }
        finally
        {
            if (more || Interlocked.CompareExchange(ref _phase, Resting, Running) != Running)
            {
                Volatile.Write(ref _phase, Queued);
                scheduler.Enqueue(this);
            }
        }
    }

    /// <summary>Does a small part of what there is to do: some ten milliseconds.</summary>
    /// <param name="scratch">A buffer of <see cref="Decoder.PrimeSamples"/>.</param>
    /// <returns>Whether there is more to do now.</returns>
    protected abstract bool Step(short[] scratch);
}
