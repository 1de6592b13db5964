using System.Buffers;
using System.IO.Pipelines;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Sockets;

namespace MeetingIntel.Api.EngineIo;

/// <summary>HTTP long-polling: one request at a time that waits for what there is to receive, and one that sends.</summary>
internal sealed partial class EngineConnection
{
    private static readonly byte[] Ok = "ok"u8.ToArray();

    private int _polls;
    private int _posts;

    /// <summary>Answers a request that receives, as soon as there is something.</summary>
    /// <param name="context">The request.</param>
    public async Task PollAsync(HttpContext context)
    {
        if (!TryBegin(ref _polls))
        {
            Abort(EngineEnds.Overlapping);
            await ProblemOf(EngineEnds.Overlapping).ExecuteAsync(context);
            return;
        }

        try
        {
            var payload = new ArrayBufferWriter<byte>(256);
            var isLast = await GatherAsync(payload, context.RequestAborted);
            await AnswerAsync(context, payload.WrittenMemory);
            if (isLast)
            {
                Abort(SocketEnd.ByPeer);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // What it was to be told may be lost with it, and must not be missing unnoticed.
            Abort(SocketEnd.ByPeer);
        }
        finally
        {
            Volatile.Write(ref _polls, 0);
        }
    }

    /// <summary>Takes what a request sends.</summary>
    /// <param name="context">The request.</param>
    public async Task PostAsync(HttpContext context)
    {
        if (!TryBegin(ref _posts))
        {
            Abort(EngineEnds.Overlapping);
            await ProblemOf(EngineEnds.Overlapping).ExecuteAsync(context);
            return;
        }

        try
        {
            var refusal = await ReadAsync(context.Request.BodyReader, context.RequestAborted) is { } body ? await TakeAllAsync(body, context.RequestAborted) : EngineEnds.TooLarge;
            if (refusal is null)
            {
                await AnswerAsync(context, Ok);
                return;
            }

            Abort(refusal);
            await ProblemOf(refusal).ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            Abort(SocketEnd.ByPeer);
        }
        finally
        {
            Volatile.Write(ref _posts, 0);
        }
    }

    /// <summary>A request that is refused.</summary>
    /// <param name="end">Why.</param>
    public static ApiProblem ProblemOf(SocketEnd end) =>
        new(end == EngineEnds.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest, end.Code!, end.Message);

    private static bool TryBegin(ref int requests) => Interlocked.CompareExchange(ref requests, 1, 0) == 0;

    private static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> text)
    {
        context.Response.ContentType = "text/plain; charset=UTF-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }

    /// <returns>The body; <see langword="null"/>: it is too large.</returns>
    private static async Task<byte[]?> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (read.Buffer.Length > EngineOptions.MaxPayload)
            {
                body.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <returns>Whether the connection ends with this answer.</returns>
    private async Task<bool> GatherAsync(ArrayBufferWriter<byte> payload, CancellationToken cancellationToken)
    {
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Over, Probing);
        try
        {
            if (Probing.IsCancellationRequested)
            {
                EnginePacket.Noop.WriteTo(payload);
                return false;
            }

            var isMore = await _outgoing.WaitAsync(interrupted.Token);
            while (_outgoing.TryTake(payload.WrittenCount == 0 ? int.MaxValue : EngineOptions.MaxPayload - payload.WrittenCount, out var packet))
            {
                packet.WriteTo(payload);
            }

            if (!isMore || (EndedWith is not null && !await _outgoing.WaitAsync(interrupted.Token)))
            {
                EnginePacket.Close.WriteTo(payload);
                return true;
            }

            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Over by the client's own word, it needs none; a request that makes way for a WebSocket says nothing either.
            (EndedWith is { Code: not null } ? EnginePacket.Close : EnginePacket.Noop).WriteTo(payload);
            return false;
        }
    }

    /// <returns><see langword="null"/>, or why the connection ends.</returns>
    private async Task<SocketEnd?> TakeAllAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Over);
        while (true)
        {
            var end = body.Span.IndexOf(EnginePacket.Separator);
            if (!EnginePacket.TryReadInPayload(end < 0 ? body : body[..end], out var packet) || packet.Type is EnginePacketType.Upgrade)
            {
                return EngineEnds.BadPacket;
            }

            if (!await TakeAsync(packet, waiting.Token))
            {
                return EndedWith is { Code: not null } refusal ? refusal : null;
            }

            if (end < 0)
            {
                return null;
            }

            body = body[(end + 1)..];
        }
    }
}
