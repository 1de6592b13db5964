using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Live;

/// <summary>
/// SignalR's JSON protocol, in which an error is our code and sentence and nothing else: neither SignalR's preface, nor, when there is no such method, or arguments
/// are missing or of the wrong type, no reason at all.
/// </summary>
/// <param name="options">SignalR's own.</param>
internal sealed class CodedHubProtocol(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    private const string Preface = nameof(HubException) + ": ";

    private static readonly ExceptionDispatchInfo BadArguments = ExceptionDispatchInfo.Capture(
        new HubException("request.invalid: The method takes other arguments: one is missing, one too many, or one of another type."));

    private static readonly ExceptionDispatchInfo NoSuchMethod = ExceptionDispatchInfo.Capture(new HubException("request.no-such-method: There is no such method."));

    private readonly JsonHubProtocol _json = new(options);

    /// <inheritdoc/>
    public string Name => _json.Name;

    /// <inheritdoc/>
    public int Version => _json.Version;

    /// <inheritdoc/>
    public TransferFormat TransferFormat => _json.TransferFormat;

    /// <inheritdoc/>
    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    /// <inheritdoc/>
    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var parsed = _json.TryParseMessage(ref input, binder, out message);
        if (message is InvocationBindingFailureMessage failure)
        {
            message = new InvocationBindingFailureMessage(failure.InvocationId, failure.Target, failure.BindingFailure.SourceException is HubException ? NoSuchMethod : BadArguments);
        }

        return parsed;
    }

    /// <inheritdoc/>
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _json.WriteMessage(WithoutPreface(message), output);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(WithoutPreface(message));

    private static HubMessage WithoutPreface(HubMessage message) =>
        message is CompletionMessage { Error: { } error } completion && error.IndexOf(Preface, StringComparison.Ordinal) is >= 0 and var at
            ? new CompletionMessage(completion.InvocationId!, error[(at + Preface.Length)..], result: null, hasResult: false)
            : message;
}
