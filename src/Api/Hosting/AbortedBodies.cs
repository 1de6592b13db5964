using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace MeetingIntel.Api.Hosting;

/// <summary>
/// Lets a client go away in the middle of its body, and a reader give it up. Kestrel would try to read the rest from the broken connection, find its own reader in
/// the middle of a read, and report that as a fault of the server, with a stack trace; a connection that is given up it leaves alone.
/// </summary>
internal static class AbortedBodies
{
    /// <summary>Reads every body that way.</summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseAbortedBodies(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            var body = new Body(context, context.Request.BodyReader);
            context.Request.Body = body.AsStream(leaveOpen: true);
            context.Features.Set<IRequestBodyPipeFeature>(body);
        }

        return next(context);
    });

    private sealed class Body(HttpContext context, PipeReader body) : PipeReader, IRequestBodyPipeFeature
    {
        public PipeReader Reader => this;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                // Not by the token: a read that it breaks off leaves Kestrel's reader in the middle as well.
                await using var registration = cancellationToken.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), body);
                var result = await body.ReadAsync(CancellationToken.None);
                if (!result.IsCanceled)
                {
                    return result;
                }

                body.AdvanceTo(result.Buffer.Start);
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception exception) when (exception is ConnectionResetException || context.RequestAborted.IsCancellationRequested)
            {
                context.Abort();
                throw;
            }
        }

        public override bool TryRead(out ReadResult result) => body.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => body.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => body.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => body.CancelPendingRead();

        public override void Complete(Exception? exception = null) => body.Complete(exception);
    }
}
