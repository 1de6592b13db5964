using System.Globalization;
using System.Net.WebSockets;
using System.Text;

// What Kestrel itself costs: an app that reads binary WebSocket frames and counts them, and nothing else.
//   GET /sink                     reads and counts
//   GET /sink?first=F&every=E     answers frame number F, F+E, F+2E … (from 0) with a short text: the round trip of a bare socket
//   GET /frames                   how many frames were read so far
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["PORT"]}");

var app = builder.Build();
long frames = 0;
app.UseWebSockets();
app.MapGet("/health", () => "ok");
app.MapGet("/frames", () => Volatile.Read(ref frames).ToString(CultureInfo.InvariantCulture));
app.Map("/sink", async context =>
{
    var every = long.Parse(context.Request.Query["every"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
    var answerAt = every > 0 ? long.Parse(context.Request.Query["first"].First()!, CultureInfo.InvariantCulture) : -1;
    using var socket = await context.WebSockets.AcceptWebSocketAsync();
    var buffer = new byte[4096];
    for (long number = 0; ;)
    {
        var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        if (received.MessageType == WebSocketMessageType.Close)
        {
            break;
        }

        if (!received.EndOfMessage)
        {
            continue;
        }

        Interlocked.Increment(ref frames);
        if (number++ == answerAt)
        {
            var answer = Encoding.UTF8.GetBytes($$"""{"type":"heard","frame":{{answerAt}}}""");
            await socket.SendAsync(answer, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            answerAt += every;
        }
    }

    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
});

await app.RunAsync();
