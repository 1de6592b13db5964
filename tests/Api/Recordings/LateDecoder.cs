using MeetingIntel.Providers.Media;

namespace MeetingIntel.Api.Tests.Recordings;

/// <summary>A decoder that, once it is armed, can make nothing of a file, and finds out late.</summary>
internal sealed class LateDecoder
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsArmed { get; set; }

    public Task Reached => _reached.Task;

    public IMediaDecoder Of(IMediaDecoder own) => new Decoder(this, own);

    public void GoOn() => _goOn.SetResult();

    private sealed class Decoder(LateDecoder late, IMediaDecoder own) : IMediaDecoder
    {
        public async Task<IDecodedAudio> OpenAsync(Stream source, CancellationToken cancellationToken)
        {
            if (!late.IsArmed)
            {
                return await own.OpenAsync(source, cancellationToken);
            }

            late._reached.TrySetResult();
            await late._goOn.Task.WaitAsync(cancellationToken);
            throw new MediaException(MediaErrors.DecoderFailed, "It can't be decoded.");
        }
    }
}
