using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>A body whose second half waits until it may come.</summary>
internal sealed class SlowBody : HttpContent
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _body;

    public SlowBody(string json)
    {
        _body = Encoding.UTF8.GetBytes(json);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public void Open() => _open.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var half = _body.Length / 4 * 3;
        await stream.WriteAsync(_body.AsMemory(0, half), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        await _open.Task.WaitAsync(cancellationToken);
        await stream.WriteAsync(_body.AsMemory(half), cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
