using MeetingIntel.Api.Sockets;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.Live;

/// <summary>The end of a connection that must not go on.</summary>
internal sealed partial class HubConnection
{
    /// <summary>Waits until the connection must end, tells the client why, and ends it. SignalR has no close codes, so an <c>error</c> event stands for them.</summary>
    /// <param name="over">Why it must end, when it must.</param>
    /// <param name="abort">Ends it.</param>
    /// <returns>When it has ended, in whatever way.</returns>
    public async Task EndWithAsync(Task<SocketEnd> over, Action abort)
    {
        try
        {
            var end = await over.WaitAsync(_closed.Token);
            // A client that takes nothing any more is not waited for.
            using var patience = new CancellationTokenSource(SocketSender.SendTimeout, time);
            await client.SendAsync("error", new { message = end.Message, code = end.Code }, patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception) when (_closed.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException)
        {
            // It hears nothing.
        }
        catch (Exception exception)
        {
            LogEndNotTold(exception);
        }

        abort();
    }

    [LoggerMessage(EventId = 54, Level = LogLevel.Warning, Message = "A hub client could not be told why its connection ends")]
    private partial void LogEndNotTold(Exception exception);
}
